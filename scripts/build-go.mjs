// Builds the service of recommendations in Go, for arms with stack=go. `make go` runs it; no run does.
//
//   node scripts/build-go.mjs
//
// It goes to `dist` of its folder. Go downloads its modules by its own means and settings, and checks them against go.sum.
import { buildStack } from './build-stack.mjs';

buildStack('go', ['version'], (go, run) => {
  console.log('Building recommendations in Go: about a minute of CPU time, the first time ...');
  // Its version is told by the hash of its sources. A folder that git does not trust, or no git at all, must not end the build.
  run(go, 'build', '-trimpath', '-buildvcs=false', '-o', 'dist/program', '.');
});

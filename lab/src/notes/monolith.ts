import { line, list, type Section, said, section } from './note.ts';

/** The beginning of the notes: what came before microservices. */
export const MONOLITH: readonly Section[] = [
  section(
    1,
    'Microservice Achitecture',
    'Microservice Architecture',
    line(
      said(
        '여러개의 ``독립적``으로 배포 가능한 각각의 기능을 수행하는 서비스로 구성된 프레임워크',
        'A framework of several services, each of which does its own job and can be deployed ``independently``',
      ),
    ),
  ),
  section(
    2,
    '등장 배경 ?',
    'What led to it?',
    line(
      said(
        'MSA 가 도입되기 전 Monolithic 아키텍처 방식으로 개발이 이루어졌다.',
        'Before MSA was adopted, software was developed with a monolithic architecture.',
      ),
      said(
        '모든 기능을 하나의 어플리케이션에서 비즈니스 로직을 구성해 운영하였다',
        'The business logic of all functions was put together in one application and run there',
      ),
    ),
    line(
      said(
        '개발이나 환경설정에 있어서 간단하다는 장점이 있지만 시스템이 확장 될 수록 단점들이 생겨났다.',
        'Its advantage is that it is simple to develop and to configure, but disadvantages appeared as the system grew.',
        'mono.prototype-speed',
      ),
    ),
    list(
      said('모놀리식의 장점', 'Advantages of the monolith'),
      line(
        said(
          '**초기 개발에 유리**: 빠르게 프로토타입 개발이 가능하다.',
          '**Good for early development**: a prototype can be developed fast.',
          'mono.prototype-speed',
        ),
      ),
      line(
        said(
          '**직접적인 기능 호출**: 필요한 모든 기능을 한 번만 호출하기 때문에 복잡한 통신 없이 직접 사용할 수 있다.',
          '**Direct calls of functions**: every function that is needed is called only once, so it can be used directly, without complex communication.',
          'mono.direct-calls',
        ),
      ),
    ),
    list(
      said('모놀리식의 단점', 'Disadvantages of the monolith'),
      line(
        said(
          '**빌드/테스트 시간의 증가** : 하나를 수정해도 시스템 전체를 빌드해야 한다 ( 시간 소요 ), 유지 보수의 힘듬',
          '**Longer builds and tests**: even one change makes you build the whole system (which takes time), and maintenance is hard',
          'mono.build-grows',
        ),
      ),
      line(
        said(
          '**작은 문제가 시스템 전체의 문제를 일으킴** : 만약 하나의 서비스 부분에 트래픽 문제로 서버가 다운되면, 모든 서비스가 이용이 불가해짐.',
          '**A small problem causes a problem of the whole system**: if the server goes down because of the traffic of one service, no service can be used any more.',
          'mono.blast-radius',
        ),
      ),
      line(
        said(
          '**확장성의 불리** : 서비스마다 이용률이 다를 수 있는데, 하나의 서비스를 확장하기 위해 전체 프로젝트를 확장해야한다.',
          '**Bad at scaling**: some services may be used more than others, but to scale one service you have to scale the whole project.',
          'mono.scale-whole',
        ),
      ),
      line(
        said(
          '**한 프레임워크와 언어에 종속적**: 전체 시스템이 하나의 기술 스택에 묶여 있어, 다른 기술을 도입하기 어렵다.',
          '**Tied to one framework and language**: the whole system is bound to one technology stack, so other technology is hard to adopt.',
          'mono.lock-in',
        ),
      ),
    ),
  ),
];

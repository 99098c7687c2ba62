/** The library, for those who use it alone: this module stays outside of the program's bundle, and is loaded late. */
export {
  Admin,
  ConfigResourceTypes,
  Consumer,
  IncrementalAlterConfigOperationTypes,
  Producer,
  stringDeserializer,
  stringSerializer,
} from '@platformatic/kafka';

// The inputs of Smithy's query suites, under their operations' names.

import type { StaticStructureSchema } from '@smithy/types';
import {
  blob,
  boolean,
  epochSeconds,
  list,
  type Members,
  map,
  number,
  type Ref,
  string,
  structure,
  timestamp,
} from '../schemas.ts';

const strings = list(string);
const greeting = structure('Greeting', { hi: string });
const renamedStrings = list([string, { xmlName: 'item' }]);
const renamedMap = map([string, { xmlName: 'K' }], [string, { xmlName: 'V' }]);

const nested: StaticStructureSchema = structure('StructArg', {
  StringArg: string,
  OtherArg: boolean,
  RecursiveArg: () => nested,
});

const common: Readonly<Record<string, Members>> = {
  NoInputAndOutput: {},
  EmptyInputAndEmptyOutput: {},
  QueryTimestamps: {
    normalFormat: timestamp,
    epochMember: epochSeconds,
    epochTarget: epochSeconds,
  },
  NestedStructures: { Nested: nested },
};

const scalars: Members = {
  Foo: string,
  Bar: string,
  Baz: boolean,
  Bam: number,
  FloatValue: number,
  Boo: number,
  Qux: blob,
  FooEnum: string,
};

/** awsQuery's. */
export const awsQueryInputs: Readonly<Record<string, Members | 'unit'>> = {
  ...common,
  NoInputAndNoOutput: 'unit',
  SimpleInputParams: { ...scalars, IntegerEnum: number },
  QueryLists: {
    ListArg: strings,
    ComplexListArg: list(greeting),
    FlattenedListArg: [strings, { xmlFlattened: 1 }],
    ListArgWithXmlNameMember: renamedStrings,
    FlattenedListArgWithXmlName: [renamedStrings, { xmlFlattened: 1, xmlName: 'Hi' }],
    NestedWithList: structure('NestedStructWithList', { ListArg: strings }),
  },
  QueryMaps: {
    MapArg: map(string, string),
    RenamedMapArg: [map(string, string), { xmlName: 'Foo' }],
    ComplexMapArg: map(string, greeting),
    MapWithXmlMemberName: renamedMap,
    FlattenedMap: [map(string, string), { xmlFlattened: 1 }],
    FlattenedMapWithXmlName: [renamedMap, { xmlFlattened: 1, xmlName: 'Hi' }],
    MapOfLists: map(string, strings),
    NestedStructWithMap: structure('NestedStructWithMap', { MapArg: map(string, string) }),
  },
};

/** ec2Query's. */
export const ec2QueryInputs: Readonly<Record<string, Members | 'unit'>> = {
  ...common,
  NoInputAndOutput: 'unit',
  SimpleInputParams: {
    ...scalars,
    HasQueryName: [string, { ec2QueryName: 'HasQueryName' }] as Ref,
    HasQueryAndXmlName: [
      string,
      { ec2QueryName: 'HasQueryAndXmlName', xmlName: 'hasQueryAndXmlName' },
    ] as Ref,
    UsesXmlName: [string, { xmlName: 'usesXmlName' }],
    DistinctQueryName: [string, { ec2QueryName: 'QueryName' }] as Ref,
    DistinctQueryAndXmlName: [
      string,
      { ec2QueryName: 'queryAndXmlName', xmlName: 'xmlAndQueryName' },
    ] as Ref,
    DistinctXmlName: [string, { xmlName: 'xmlNameOnly' }],
  },
  QueryLists: {
    ListArg: strings,
    ComplexListArg: list(greeting),
    ListArgWithXmlNameMember: renamedStrings,
    ListArgWithXmlName: [renamedStrings, { xmlName: 'Hi' }],
    NestedWithList: structure('NestedStructWithList', { ListArg: strings }),
  },
};

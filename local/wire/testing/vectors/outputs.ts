// The outputs of Smithy's query suites, which awsQuery and ec2Query share, under their operations' names.

import type { StaticStructureSchema } from '@smithy/types';
import {
  blob,
  boolean,
  dateTime,
  epochSeconds,
  httpDate,
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
const numbers = list(number);
const renamedStrings = list([string, { xmlName: 'item' }]);
const inNamespace = (uri: string, prefix = ''): { xmlNamespace: [string, string] } => ({
  xmlNamespace: [prefix, uri],
});

const recursive: StaticStructureSchema = structure('Nested1', {
  foo: string,
  nested: structure('Nested2', { bar: string, recursiveMember: () => recursive }),
});

export const outputs: Readonly<Record<string, Members | 'unit'>> = {
  NoInputAndNoOutput: 'unit',
  NoInputAndOutput: {},
  EmptyInputAndEmptyOutput: {},
  GreetingWithErrors: { greeting: string },
  SimpleScalarXmlProperties: {
    stringValue: [string, { ec2QueryName: 'IgnoreMe' }] as Ref,
    emptyStringValue: string,
    trueBooleanValue: boolean,
    falseBooleanValue: boolean,
    byteValue: number,
    shortValue: number,
    integerValue: number,
    longValue: number,
    floatValue: number,
    doubleValue: [number, { xmlName: 'DoubleDribble' }],
  },
  XmlBlobs: { data: blob },
  XmlTimestamps: {
    normal: timestamp,
    dateTime: dateTime,
    dateTimeOnTarget: dateTime,
    epochSeconds: epochSeconds,
    epochSecondsOnTarget: epochSeconds,
    httpDate: httpDate,
    httpDateOnTarget: httpDate,
  },
  XmlEnums: {
    fooEnum1: string,
    fooEnum2: string,
    fooEnum3: string,
    fooEnumList: strings,
    fooEnumSet: strings,
    fooEnumMap: map(string, string),
  },
  XmlIntEnums: {
    intEnum1: number,
    intEnum2: number,
    intEnum3: number,
    intEnumList: numbers,
    intEnumSet: numbers,
    intEnumMap: map(string, number),
  },
  RecursiveXmlShapes: { nested: recursive },
  IgnoresWrappingXmlName: { foo: string },
  XmlNamespaces: {
    nested: structure('Nested', {
      foo: [string, inNamespace('http://baz.com', 'baz')],
      values: [list([string, inNamespace('http://bux.com')]), inNamespace('http://qux.com')],
    }),
  },
  XmlLists: {
    stringList: strings,
    stringSet: strings,
    integerList: numbers,
    booleanList: list(boolean),
    timestampList: list(timestamp),
    enumList: strings,
    intEnumList: numbers,
    nestedStringList: list(strings),
    renamedListMembers: [renamedStrings, { xmlName: 'renamed' }],
    flattenedList: [renamedStrings, { xmlFlattened: 1 }],
    flattenedList2: [renamedStrings, { xmlFlattened: 1, xmlName: 'customName' }],
    flattenedListWithMemberNamespace: [
      list(
        [string, inNamespace('https://xml-member.example.com')],
        inNamespace('https://xml-list.example.com'),
      ),
      { xmlFlattened: 1 },
    ],
    flattenedListWithNamespace: [
      list(string, inNamespace('https://xml-list.example.com')),
      { xmlFlattened: 1 },
    ],
    structureList: [
      list([
        structure('Item', { a: [string, { xmlName: 'value' }], b: [string, { xmlName: 'other' }] }),
        { xmlName: 'item' },
      ]),
      { xmlName: 'myStructureList' },
    ],
  },
  XmlMaps: { myMap: map(string, structure('Greeting', { hi: string })) },
  XmlMapsXmlName: {
    myMap: map(
      [string, { xmlName: 'Attribute' }],
      [structure('Greeting', { hi: string }), { xmlName: 'Setting' }],
    ),
  },
  FlattenedXmlMap: { myMap: [map(string, string), { xmlFlattened: 1 }] },
  FlattenedXmlMapWithXmlName: {
    myMap: [
      map([string, { xmlName: 'K' }], [string, { xmlName: 'V' }]),
      { xmlFlattened: 1, xmlName: 'KVP' },
    ],
  },
};

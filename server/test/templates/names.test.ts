import { describe, expect, it } from 'vitest';
import { flowNameOf, kebab, packageNameOf, problemOfName, snake } from '../../src/templates/names.ts';

describe('names', () => {
  it.each([
    ['order-processor', 'OrderProcessor'],
    ['my_project 2', 'MyProject2'],
    ['Größe', 'Grosse'],
    ['2nd', 'nd'],
    ['日本', undefined],
  ])('of a flow in the folder %s', (folder, name) => {
    expect(flowNameOf(folder)).toBe(name);
  });

  it.each([
    ['OrderProcessor', 'order-processor'],
    ['MyAPI', 'my-api'],
    ['HTTPServer2', 'http-server2'],
  ])('of a folder for %s', (flow, folder) => {
    expect(kebab(flow)).toBe(folder);
    expect(snake(flow)).toBe(folder.replaceAll('-', '_'));
  });

  it('of a package never are those of what it depends on, which npm would refuse to install', () => {
    expect(packageNameOf('/home/ada/flowlang', 'MyFlow')).toBe('my-flow-flow');
    expect(packageNameOf('/home/ada/日本', 'MyFlow')).toBe('my-flow-flow');
    expect(packageNameOf('/home/ada/My Shop', 'MyFlow')).toBe('my-shop');
  });

  it('that no flow can have are explained', () => {
    expect(problemOfName('order_2')).toBeUndefined();
    expect(problemOfName('2 orders')).toContain('such as Orders');
  });
});

import { builder } from './builder.ts';

/** An enum whose values are those of a union of the engine; one that is left out or made up does not compile. */
export function describedEnum<Value extends string>(
  name: string,
  description: string,
  values: Record<Value, string>,
) {
  const described = Object.fromEntries(
    Object.entries<string>(values).map(([value, text]) => [value, { value, description: text }]),
  ) as Record<Value, { value: Value; description: string }>;
  return builder.enumType(name, { description, values: described });
}

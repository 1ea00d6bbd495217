import './field.css';
import type { ReactNode } from 'react';
import {
  FieldError,
  Input,
  Label,
  Text,
  TextArea,
  TextField,
  type TextFieldProps,
} from 'react-aria-components';

interface FieldProps extends Omit<TextFieldProps, 'children' | 'className'> {
  label: ReactNode;
  hint?: ReactNode;
  /** What is wrong with it. */
  error?: string | null;
  /** Lines of it; one: it cannot hold more. */
  rows?: number;
  placeholder?: string;
  mono?: boolean;
}

/** A text to type, with its name, a hint and what is wrong with it. */
export function Field({
  label,
  hint,
  error = null,
  rows = 1,
  placeholder,
  mono = false,
  ...rest
}: FieldProps) {
  const look = {
    className: `field-input${mono ? ' mono' : ''}`,
    ...(placeholder === undefined ? {} : { placeholder }),
  };
  return (
    <TextField {...rest} isInvalid={error !== null} className="field">
      <Label>{label}</Label>
      {rows === 1 ? <Input {...look} /> : <TextArea {...look} rows={rows} />}
      {hint !== undefined && (
        <Text slot="description" className="field-hint">
          {hint}
        </Text>
      )}
      <FieldError className="field-error">{error}</FieldError>
    </TextField>
  );
}

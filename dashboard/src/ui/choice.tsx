import './choice.css';
import { useId } from 'react';
import { Icon } from './icons.tsx';

interface ChoiceProps<Value extends string> {
  label: string;
  /** The label is not shown, but read. */
  isLabelHidden?: boolean;
  value: Value;
  options: readonly { value: Value; text: string }[];
  onChange: (value: Value) => void;
}

/** One of some. The list is the browser's own: it is at home on phones, and costs nothing. */
export function Choice<Value extends string>(props: ChoiceProps<Value>) {
  const { label, isLabelHidden = false, value, options, onChange } = props;
  const id = useId();
  return (
    <div className="choice">
      <label htmlFor={id} className={isLabelHidden ? 'visually-hidden' : 'choice-label'}>
        {label}
      </label>
      <div className="choice-frame">
        <select
          id={id}
          value={value}
          onChange={({ target }) => {
            const chosen = options.find((option) => option.value === target.value);
            if (chosen !== undefined) onChange(chosen.value);
          }}
        >
          {options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.text}
            </option>
          ))}
        </select>
        <Icon name="down" size={12} />
      </div>
    </div>
  );
}

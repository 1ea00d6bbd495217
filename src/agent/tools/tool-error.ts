/** A tool call that cannot be carried out as asked. The message is a sentence for the model. */
export class ToolError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'ToolError';
  }
}

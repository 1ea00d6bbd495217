import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';

/** A process of the benchmark's own, which is told things and tells things. */
export class Child {
  readonly #process: ChildProcess;

  /** Resolves when the process has told that it is ready. @param file a module of this repository */
  static async start<Ready>(file: string, args: readonly string[]): Promise<[Child, Ready]> {
    const started = fork(file, args, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
    const child = new Child(started);
    return [child, (await child.heard()) as Ready];
  }

  private constructor(started: ChildProcess) {
    this.#process = started;
  }

  tell(message: object): void {
    this.#process.send(message);
  }

  /** The next that it tells. */
  async heard(): Promise<unknown> {
    const [message] = await once(this.#process, 'message');
    return message;
  }

  /** Answers with how to listen no more. */
  on<Message>(listener: (message: Message) => void): () => void {
    this.#process.on('message', listener);
    return () => this.#process.off('message', listener);
  }

  /** CPU time that it has used so far, in ms; to be asked while it tells nothing else. */
  async cpu(): Promise<number> {
    this.tell({ cpu: true });
    const { cpu } = (await this.heard()) as { cpu: NodeJS.CpuUsage };
    return (cpu.user + cpu.system) / 1000;
  }

  stop(): void {
    this.#process.kill('SIGKILL');
  }
}

/** In such a process: answers what `Child.cpu()` asks. */
export function answerCpu(): void {
  process.on('message', (message: { cpu?: true }) => {
    if (message.cpu) process.send?.({ cpu: process.cpuUsage() });
  });
}

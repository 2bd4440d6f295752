import { type Credentials, demoCredentials, type SimulatorConfig } from '#simulator/config';
import { type ControlClient, createControlClient } from '#simulator/control-client';
import { createSimulator, type SimulatorOptions } from '#simulator/create-simulator';

/**
 * A simulator for a test: in this process, on a free port, in memory, without rate limits, its clock standing
 * still on a Tuesday morning unless told otherwise.
 */
export async function startTestSimulator(options: TestSimulatorOptions = {}): Promise<TestSimulator> {
  const { config, now = testStart, frozen = true, ...rest } = options;
  const simulator = createSimulator({ now, frozen, ...rest, config: { rateLimits: false, ...config } });
  const port = await simulator.listen(0);
  const baseUrl = `http://127.0.0.1:${port}`;
  return {
    baseUrl,
    credentials: config?.credentials ?? demoCredentials,
    control: createControlClient(baseUrl),
    idle: () => simulator.idle(),
    close: () => simulator.close(),
  };
}

export const testStart = '2026-06-02T06:30:00.000Z';

export interface TestSimulatorOptions extends Omit<SimulatorOptions, 'config'> {
  readonly config?: Partial<SimulatorConfig>;
}

export interface TestSimulator {
  readonly baseUrl: string;
  readonly credentials: Credentials;
  readonly control: ControlClient;
  /** Resolves when every callback that is due has been sent. */
  idle(): Promise<void>;
  close(): Promise<void>;
}

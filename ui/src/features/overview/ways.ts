/** Where the overview leads. */
export interface Ways {
  edit(): void;
  jobs(): void;
  look(): void;
  /** The requests that failed. */
  failed(): void;
  record(type: string, id: string): void;
  job(job: number): void;
}

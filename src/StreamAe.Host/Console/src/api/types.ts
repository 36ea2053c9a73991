/** The forms of the API, version 1. Single times are ISO 8601 in UTC; times in series are milliseconds since 1970. */

export type Role = "viewer" | "operator" | "admin";

export interface Session {
  name: string;
  role: Role;
  /** No authentication is configured: whoever reaches the port is an administrator. */
  open: boolean;
  csrf: string | null;
}

export interface Part {
  name: string;
  included: boolean;
  status: string;
}

export interface System {
  version: string;
  runtime: "local" | "orleans";
  compute: string;
  device: string | null;
  startedAt: string;
  parts: Part[];
  scoresKept: string | null;
  cluster: Record<string, unknown> | null;
}

export interface Page<T> {
  items: T[];
  next?: string | null;
}

export type MonitorState = "starting" | "running" | "ended";

export interface MonitorView {
  name: string;
  source: string;
  state: MonitorState;
  obstacle: string | null;
  entities: number;
  entitiesInMemory: number;
  events: number;
  eventsPerSecond: number;
  alerts: number;
  models: number;
  trainings: number;
  failedTrainings: number;
  trainingBacklog: number;
  cohortTraining: boolean;
  eventTime: string | null;
  /** Alerts an entity and day that the threshold asks for. */
  budget: number | null;
  features: string[];
}

export interface PolicyValue {
  policy: PolicyName;
  value: number | null;
}

export interface MonitorDetail extends MonitorView {
  definition: string;
  file: string;
  threshold: PolicyValue;
  alert: { m: number; n: number; cooldown: string; release: number | null };
  featureList: { name: string; kind: string }[];
}

export interface DefinitionError {
  path: string;
  line: number | null;
  column: number | null;
  message: string;
}

export interface Validation {
  valid: boolean;
  errors: DefinitionError[];
}

export interface DryRun extends Validation {
  changes: { path: string; before: string | null; after: string | null }[];
  modelsKept: boolean;
  entities: number;
  takesEffect: string;
}

export type Severity = "minor" | "major" | "critical";

export interface WorstEntity {
  key: string;
  alerts: number;
  maxSurprise: number;
  lastAlert: string;
  severity: Severity;
}

export type PolicyName = "quantile" | "budget" | "static" | "robustZ" | "pot" | "maintenance";
export type OverrideLevel = "monitor" | "cohort" | "entity";

export interface OverrideView {
  level: OverrideLevel;
  target: string;
  policy: PolicyName;
  value: number | null;
  author: string;
  setAt: string;
  reason: string;
  expires: string | null;
}

export interface ModelInUse {
  version: number;
  origin: "own" | "cohort";
  trainedThrough: string | null;
  rows: number;
  error: number | null;
  calibrationRows: number | null;
}

export interface EntityThreshold {
  score: number | null;
  surprise: number | null;
  policy: PolicyName;
  value: number | null;
  source: "file" | "monitor" | "cohort" | "entity";
  override: OverrideView | null;
}

export interface EntityView {
  key: string;
  monitor: string;
  observations: number;
  rejected: number;
  alerts: number;
  lastEventTime: string | null;
  model: ModelInUse | null;
  threshold: EntityThreshold | null;
  usualIntervalSeconds: number | null;
  historyRows: number;
  isTraining: boolean;
  failedTrainings: number;
  former: boolean;
}

export type AlertKind = "score" | "silence" | "shift" | "stuck" | "late";
export type Feedback = "acknowledged" | "true" | "false" | "ignore";

export interface AlertFeature {
  feature: string;
  actual: string;
  expected: string;
  /** Of the deviation, 0 … 1. */
  share: number;
}

export interface Said {
  feedback: Feedback;
  author: string;
  at: string;
  reason: string | null;
  outcome: string | null;
}

export interface AlertView {
  id: string;
  monitor: string;
  entity: string;
  kind: AlertKind;
  severity: Severity;
  time: string;
  since: string;
  sequence: number;
  surprise: number | null;
  cohortSurprise: number | null;
  score: number | null;
  threshold: number | null;
  reconstructionError: number | null;
  kl: number | null;
  modelVersion: number | null;
  provisional: boolean;
  confidence: number | null;
  imputed: number | null;
  klShare: number | null;
  features: AlertFeature[];
  said: Said | null;
}

export interface Scores {
  t: number[];
  surprise: (number | null)[];
  score: (number | null)[];
  kept: boolean;
  rows: number;
  threshold: { score: number | null; surprise: number | null } | null;
  from: string | null;
  to: string | null;
  alerts: AlertView[];
  versions: { t: number; version: number }[];
}

export interface FeatureInfo {
  name: string;
  kind: "number" | "category";
  context: boolean;
}

type Matrix = (number | null)[][];

export interface FeatureRows {
  features: FeatureInfo[];
  t: number[];
  /** False where rows carry the time of their page only. */
  exactTimes: boolean;
  /** [feature][row], as are the four that follow. */
  actual: Matrix;
  expected: Matrix;
  low: Matrix;
  high: Matrix;
  contributions: Matrix;
  surprise: (number | null)[];
  excluded: boolean[];
  modelVersion: number | null;
}

export interface TrainingReport {
  trainingLoss: number[];
  validationLoss: number[];
  bestEpoch: number;
  warnings: string[];
}

export interface VersionView {
  version: number;
  origin: "own" | "cohort";
  verdict: string | null;
  trainedThrough: string | null;
  rows: number;
  error: number | null;
  championError: number | null;
  champion: number | null;
  detail: string | null;
  fromSequence: number | null;
  at: string;
  isKept: boolean;
  isInUse: boolean;
  isFormer: boolean;
  request: number | null;
  report: TrainingReport | null;
}

export interface Latent {
  /** Nats a unit; null of a model that is no VAE. */
  kl: number[] | null;
  x: number[];
  y: number[];
  t: number[];
  surprise: (number | null)[];
  axes: "units" | "principal components";
}

export type RequestState = "pending" | "applied" | "refused" | "applied and refused";

export interface RequestView {
  sequence: number;
  monitor: string;
  entity: string | null;
  kind: string;
  body: unknown;
  author: string;
  at: string;
  reason: string | null;
  state: RequestState;
  applied: number;
  refused: number;
  detail: string | null;
  atSequence: number | null;
  settledAt: string | null;
}

export interface EntityRequest {
  kind: "retrain" | "rollback" | "promote" | "mark";
  version?: number;
  from?: string;
  to?: string;
  exclude?: boolean;
  reason: string;
}

export interface Incident {
  id: string;
  monitor: string;
  from: string;
  to: string;
  severity: Severity;
  alerts: number;
  alertIds: string[];
  /** The first twenty. */
  entities: string[];
  entityCount: number;
  of: number;
  fleetWide: boolean;
  features: { feature: string; share: number }[];
}

export interface Thresholds {
  file: PolicyValue;
  overrides: OverrideView[];
}

export interface ThresholdChange {
  level: OverrideLevel;
  target: string;
  policy: PolicyName;
  value: number | null;
  reason: string;
  expires: string | null;
}

export interface PreviewQuestion {
  entity: string | null;
  policy: PolicyName;
  value: number | null;
  m?: number;
  n?: number;
  cooldownSeconds?: number;
  days?: number;
  show?: number;
}

export interface PreviewTotals {
  anomalous: number;
  alerts: number;
  entities: number;
}

export interface PreviewAlert {
  entity: string;
  time: string;
  surprise: number | null;
  score: number | null;
  said?: "true" | "false" | null;
}

export interface Preview {
  from: string | null;
  to: string | null;
  rows: number;
  entities: number;
  now: PreviewTotals;
  proposed: PreviewTotals;
  days: { day: string; now: number; proposed: number }[];
  new: PreviewAlert[];
  gone: PreviewAlert[];
  /** Alerts that somebody marked true and that would be gone. */
  missedTrue: number;
  mostChanged: { entity: string; now: number; proposed: number }[];
}

export interface Distribution {
  edges: number[];
  counts: number[];
  rows: number;
  threshold: number | null;
}

export interface ThresholdEvent {
  change: "set" | "removed" | "expired";
  override: OverrideView;
  author: string;
  at: string;
  reason: string | null;
}

export interface SourcePosition {
  name: string;
  position: number | string | null;
  end: number | string | null;
  lag: number | null;
}

export interface SourceView {
  monitor: string;
  source: string;
  kind: string;
  positions: SourcePosition[];
  obstacle: string | null;
  deadLetters: Record<string, number>;
}

export interface DeadLetter {
  at: string;
  monitor: string;
  source: string;
  position: number | string | null;
  reason: string;
  detail: string | null;
  record: string | null;
}

export interface DeadLetters extends Page<DeadLetter> {
  total: number;
}

export interface AuditEntry {
  at: string;
  who: string;
  what: string;
  monitor: string | null;
  target: string | null;
  before: string | null;
  after: string | null;
  why: string | null;
  outcome: string | null;
}

export interface MonitorTotals {
  name: string;
  events: number;
  eventsPerSecond: number;
  alerts: number;
  models: number;
  trainings: number;
  failedTrainings: number;
  trainingBacklog: number;
  entitiesInMemory: number;
  lag: number | null;
  eventTime: string | null;
  obstacle: string | null;
  cohortTraining: boolean;
}

export interface Totals {
  at: string;
  monitors: MonitorTotals[];
}

export interface TrainingEvent {
  monitor: string;
  entity: string | null;
  version: number;
  verdict: string;
  detail: string | null;
  at: string;
}

export interface ThresholdSignal {
  monitor: string;
  level: OverrideLevel;
  target: string;
}

export interface VerdictSample {
  t: number;
  surprise: number | null;
  score: number | null;
  threshold: number | null;
  anomalous: boolean;
  alert: boolean;
  modelVersion: number | null;
}

/** What /live sends, by the name of the event. */
export interface LiveEvents {
  totals: Totals;
  alert: AlertView;
  training: TrainingEvent;
  threshold: ThresholdSignal;
  verdict: VerdictSample;
}

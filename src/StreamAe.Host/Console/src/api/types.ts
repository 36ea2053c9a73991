import type { components } from "./schema";

/**
 * The API's forms under the names that the console uses. They are made from the service's own description (npm run types); what the live
 * stream sends is not part of that and stands here.
 */
type Schemas = components["schemas"];

export type Role = Schemas["Role"];
export type Session = Schemas["SessionView"];
export type System = Schemas["SystemView"];

/** A part of a list; next is the cursor of the part that follows. */
export interface Page<T> {
  items: T[];
  next?: string | null;
}

export type MonitorView = Schemas["MonitorView"];
export type MonitorDetail = Schemas["MonitorDetail"];
export type DefinitionFault = Schemas["DefinitionFault"];
export type DefinitionVerdict = Schemas["DefinitionVerdict"];

export type Severity = Schemas["AlertSeverity"];
export type AlertKind = Schemas["AlertKind"];
export type Feedback = Schemas["AlertFeedback"];
export type AlertFeature = Schemas["FeatureContribution"];
export type AlertView = Schemas["AlertView"];
export type Said = Schemas["SaidView"];
export type Incident = Schemas["IncidentView"];
export type WorstEntity = Schemas["WorstEntityView"];

export type EntityView = Schemas["EntityView"];
export type Scores = Schemas["ScoresView"];
export type FeatureRows = Schemas["FeaturesView"];
export type FeatureSeries = Schemas["FeatureSeriesView"];
export type Latent = Schemas["LatentView"];
export type VersionView = Schemas["VersionView"];
export type RequestView = Schemas["RequestView"];

export interface EntityRequest {
  kind: "retrain" | "rollback" | "promote" | "mark";
  version?: number;
  from?: string;
  to?: string;
  exclude?: boolean;
  reason: string;
}

/** In the description a text, since policies are written like that in files. */
export type PolicyName = "quantile" | "budget" | "static" | "robustZ" | "pot" | "maintenance";
export type OverrideLevel = Schemas["OverrideLevel"];
export type OverrideView = Schemas["OverrideView"];
export type Thresholds = Schemas["ThresholdsView"];
export type ThresholdChange = Schemas["ThresholdForm"];
export type ThresholdEvent = Schemas["OverrideChangeView"];
export type PreviewQuestion = Schemas["PreviewForm"];
export type Preview = Schemas["PreviewView"];
export type PreviewAlert = Schemas["PreviewAlertView"];
export type Distribution = Schemas["DistributionView"];

export type SourceView = Schemas["SourceView"];
export type SourcePosition = Schemas["SourcePositionView"];
export type DeadLetter = Schemas["DeadLetterView"];
export type DeadLetters = Schemas["DeadLettersView"];
export type LetterOutcome = Schemas["LetterOutcomeView"];
export type LetterState = Schemas["LetterState"];
export type LetterReplay = Schemas["LetterReplayView"];
export type LetterKey = Schemas["LetterKey"];
export type Capacity = Schemas["CapacityView"];
export type MonitorCapacity = Schemas["MonitorCapacityView"];
export type AuditEntry = Schemas["AuditEntry"];

/** Each second. */
export interface Totals {
  at: string;
  monitors: MonitorView[];
}

export interface TrainingEvent {
  monitor: string;
  entity: string;
  version: number;
  verdict: Schemas["TrainingVerdict"];
  detail: string;
  at: string;
}

/** A threshold was changed: read again. */
export interface ThresholdSignal {
  monitor: string;
  level: OverrideLevel;
  target: string;
}

/** Of the watched entity. */
export interface VerdictSample {
  /** Milliseconds since 1970. */
  t: number;
  surprise: number | null;
  score: number | null;
  threshold: number | null;
  anomalous: boolean;
  alert: boolean;
  modelVersion: number;
}

/** What the live stream sends, by the name of the event. */
export interface LiveEvents {
  totals: Totals;
  alert: AlertView;
  /** It began or grew: as the list of incidents has it. */
  incident: Incident;
  training: TrainingEvent;
  threshold: ThresholdSignal;
  verdict: VerdictSample;
}

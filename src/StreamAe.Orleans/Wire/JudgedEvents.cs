using StreamAe.Monitoring.Alerts;
using StreamAe.Monitoring.Observations;
using StreamAe.Monitoring.Operations;
using StreamAe.Monitoring.Training;

namespace StreamAe.Orleans.Wire;

/// <summary>What few rows cause beside a verdict.</summary>
internal sealed record JudgedEvents
{
    public List<Alert> Alerts { get; init; } = [];

    public List<RefusedRow> Refused { get; init; } = [];

    public List<EndedTraining> Trainings { get; init; } = [];

    public List<AppliedRequest> Requests { get; init; } = [];

    internal bool IsEmpty => Alerts.Count + Refused.Count + Trainings.Count + Requests.Count == 0;
}

/// <summary>A row that became a dead letter.</summary>
internal sealed record RefusedRow(int Row, DeadLetterReason Reason, string Detail);

/// <summary>See <see cref="EntityRows.AddTraining"/>.</summary>
/// <param name="Model">As <see cref="StreamAe.Monitoring.Models.EntityModelCodec"/> writes it; null where there is none.</param>
internal sealed record EndedTraining(
    int Row, int Version, TrainingVerdict Verdict, string Detail, long FromSequence, int AfterVersion, byte[]? Model)
{
    public int FailedInARow { get; init; }

    public ChallengerFigures? Figures { get; init; }

    /// <summary>As <see cref="Model"/>.</summary>
    public byte[]? Rejected { get; init; }
}

/// <summary>See <see cref="EntityRows.AddRequest"/>.</summary>
/// <param name="Model">As <see cref="EndedTraining.Model"/>.</param>
internal sealed record AppliedRequest(RequestOutcome Outcome, byte[]? Model, int AfterVersion);

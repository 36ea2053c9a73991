using StreamAe.Monitoring.Alerts;
using StreamAe.Monitoring.Entities;
using StreamAe.Monitoring.Models;
using StreamAe.Monitoring.Observations;
using StreamAe.Monitoring.Operations;
using StreamAe.Monitoring.Training;
using StreamAe.Monitoring.Verdicts;

namespace StreamAe.Orleans.Wire;

/// <summary>
/// The rows of one entity in one poll on their way to its grain, and the place for what comes of them. Within a silo these are the poll's
/// own rows and verdicts (<see cref="PollRows"/>); between silos they travel as bytes (<see cref="WireRows"/>). A grain sees no difference.
/// </summary>
internal abstract class EntityRows(RowsHead head, int count)
{
    public RowsHead Head { get; } = head;

    /// <summary>At least 1.</summary>
    public int Count { get; } = count;

    /// <summary>The channels themselves, where they were sent along; else null.</summary>
    public abstract Schema? Channels { get; }

    /// <summary>Ticks.</summary>
    public abstract long TimeOf(int row);

    /// <summary>[channels], NaN where missing.</summary>
    public abstract ReadOnlySpan<float> ValuesOf(int row);

    /// <summary>For the grain to write, but for entity and position.</summary>
    public abstract ref Verdict VerdictAt(int row);

    /// <summary>The grain begins. False where nobody waits for the rows any more; then it leaves them alone.</summary>
    public abstract bool TryBegin();

    /// <summary>The grain has ended, well or not.</summary>
    public abstract void End();

    public abstract void AddAlert(Alert alert);

    /// <summary>A row became a dead letter.</summary>
    public abstract void Refuse(int row, DeadLetterReason reason, string detail);

    /// <param name="row">The first that finds what the training left.</param>
    /// <param name="fromSequence">The entity's first observation under the model it brought.</param>
    /// <param name="afterVersion">The entity's own model before it; 0 for none.</param>
    /// <param name="failedInARow">See <see cref="StreamAe.Monitoring.Runtime.TrainingEvent"/>.</param>
    public abstract void AddTraining(int row, TrainingResult result, long fromSequence, int afterVersion, int failedInARow = 0);

    /// <summary>An operator's request came to the entity before its first row here.</summary>
    /// <param name="model">That it put into use; null where it put none.</param>
    /// <param name="afterVersion">The entity's own model before it; 0 for none.</param>
    public abstract void AddRequest(RequestOutcome outcome, EntityModel? model, int afterVersion);

    public abstract void AddState(EntityMonitor monitor);

    /// <summary>What goes back to who sent the rows.</summary>
    public abstract EntityAnswer AnswerWith(RowsStatus status);
}

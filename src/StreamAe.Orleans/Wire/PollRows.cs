using StreamAe.Monitoring.Alerts;
using StreamAe.Monitoring.Entities;
using StreamAe.Monitoring.Models;
using StreamAe.Monitoring.Observations;
using StreamAe.Monitoring.Operations;
using StreamAe.Monitoring.Runtime;
using StreamAe.Monitoring.Training;
using StreamAe.Monitoring.Verdicts;

namespace StreamAe.Orleans.Wire;

/// <summary>
/// Rows of a poll of this silo: the grain reads the poll and writes into it. A call that was given up must not do so later, when the poll
/// may carry other rows: <see cref="TryAbandon"/>.
/// </summary>
internal sealed class PollRows(RowsHead head, Poll poll, int entity, int place, int count, bool sendsChannels) : EntityRows(head, count)
{
    private const int Waiting = 0;
    private const int Begun = 1;
    private const int Ended = 2;
    private const int Abandoned = 3;

    private static readonly TimeSpan LookPeriod = TimeSpan.FromMilliseconds(5);

    private readonly ShardPart _part = poll.Parts[0];
    private int _phase;

    /// <summary>Every verdict is in the poll.</summary>
    public bool IsJudged { get; private set; }

    /// <summary>The grain did nothing with the rows, whether or not its answer comes: they can be sent again.</summary>
    public bool IsUntouched { get; private set; }

    public override Schema? Channels => sendsChannels ? poll.Batch.Schema : null;

    private int FirstVerdict => _part.FirstPlace + place;

    /// <summary>
    /// Gives the rows up. False where a grain has begun with them: then <see cref="AwaitEndAsync"/> tells when it has ended; an answer may
    /// not come.
    /// </summary>
    public bool TryAbandon() => Interlocked.CompareExchange(ref _phase, Abandoned, Waiting) == Waiting;

    public async Task AwaitEndAsync()
    {
        while (Volatile.Read(ref _phase) != Ended)
        {
            await Task.Delay(LookPeriod).ConfigureAwait(false);
        }
    }

    public override bool TryBegin() => Interlocked.CompareExchange(ref _phase, Begun, Waiting) == Waiting;

    public override void End() => Volatile.Write(ref _phase, Ended);

    public override long TimeOf(int row) => poll.Batch.EventTimeOf(RowOf(row));

    public override ReadOnlySpan<float> ValuesOf(int row) => poll.Batch.ValuesOf(RowOf(row));

    public override ref Verdict VerdictAt(int row) => ref poll.VerdictAt(FirstVerdict + row);

    public override void AddAlert(Alert alert)
    {
        lock (_part)
        {
            _part.Alerts.Add(alert);
        }
    }

    public override void Refuse(int row, DeadLetterReason reason, string detail) => poll.Refuse(RowOf(row), reason, detail);

    public override void AddTraining(int row, TrainingResult result, long fromSequence, int afterVersion, int failedInARow = 0)
    {
        lock (_part)
        {
            _part.Trainings.Add(new TrainingEvent(poll.Plans.Directory.KeyOf(entity), result, entity, failedInARow));
            if (result.Model is EntityModel model)
            {
                _part.Promotions.Add(new ModelPromotion(entity, model, fromSequence, poll.Batch.PositionOf(RowOf(row)), afterVersion));
            }
        }
    }

    public override void AddRequest(RequestOutcome outcome, EntityModel? model, int afterVersion)
    {
        lock (_part)
        {
            _part.Requests.Add(outcome);
            if (model is not null)
            {
                _part.Promotions.Add(new ModelPromotion(
                    entity, model, outcome.AtSequence, poll.Batch.PositionOf(RowOf(0)), afterVersion, outcome.Sequence));
            }
        }
    }

    public override void AddState(EntityMonitor monitor)
    {
        lock (_part)
        {
            _part.States.Add(entity, monitor);
        }
    }

    public override EntityAnswer AnswerWith(RowsStatus status)
    {
        if (status == RowsStatus.Judged)
        {
            Complete();
        }
        else
        {
            IsUntouched = true;
        }

        return EntityAnswer.Of(status);
    }

    /// <summary>Takes what another silo made of the rows.</summary>
    /// <exception cref="InvalidDataException">It is damaged, or of an unknown version.</exception>
    public void Take(byte[] judged)
    {
        JudgedRows.Read(judged, this);
        Complete();
    }

    /// <param name="state">An entry of a <see cref="StateBuffer"/>.</param>
    public void AddState(ReadOnlySpan<byte> state)
    {
        lock (_part)
        {
            _part.States.Add(entity, state);
        }
    }

    /// <summary>Fills in what only this silo knows.</summary>
    private void Complete()
    {
        for (int row = 0; row < Count; row++)
        {
            ref Verdict verdict = ref VerdictAt(row);
            verdict.Entity = entity;
            verdict.Position = poll.Batch.PositionOf(RowOf(row));
        }

        IsJudged = true;
    }

    private int RowOf(int row) => _part.Rows[place + row];
}

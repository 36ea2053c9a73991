using System.Buffers;
using StreamAe.Monitoring.Alerts;
using StreamAe.Monitoring.Entities;
using StreamAe.Monitoring.Plans;
using StreamAe.Monitoring.Runtime;
using StreamAe.Orleans.Wire;

namespace StreamAe.Orleans.Scoring;

/// <summary>
/// Prepares and judges rows of the entities that one plan's models judge on one silo; between the two their scores come from the silo's batcher. Thread-safe:
/// each call is about one entity, whose grain runs one at a time.
/// </summary>
internal sealed class EntityScoring(MonitorPlan plan, ScoringBatcher batcher)
{
    [ThreadStatic]
    private static Scratch? _scratch;

    private readonly bool _isCopy = plan.Encoder.IsCopy;
    private readonly int _features = plan.EncodedFloats;
    private readonly int _stride = plan.Architecture.RowStride;
    private readonly bool _samples = ProbabilityScores.AreNeededBy(plan);

    public ScoringBatcher Batcher => batcher;

    /// <summary>
    /// Prepares rows from <paramref name="start"/> on, at least one: up to the limit of a scorer call, the end, or one that a training comes
    /// before. Those that a model can score are with the batcher then.
    /// </summary>
    /// <param name="trains">Whether trainings happen; the first row's, if one was due, is done.</param>
    public PreparedRun Prepare(EntityRows rows, int start, EntityMonitor entity, bool trains)
    {
        // Of a monitor that was edited: its predecessor judges, by rows as they were.
        EntityMonitor? former = entity.Predecessor;
        bool isCopy = _isCopy && former is null;
        int most = Math.Min(rows.Count - start, batcher.Capacity);
        Scratch scratch = (_scratch ??= new Scratch()).For(most, _stride, _samples ? _features : 0);
        PreparedRow[] prepared = ArrayPool<PreparedRow>.Shared.Rent(most);
        float[] encoded = isCopy ? [] : ArrayPool<float>.Shared.Rent(most * _features);
        int count = 0, scored = 0;
        for (; count < most; count++)
        {
            int row = start + count;
            long time = rows.TimeOf(row);
            if (count > 0 && ((trains && (entity.AwaitsVerdicts || entity.IsTrainingDue(time))) || (former is not null && entity.IsReadyToTakeOver)))
            {
                break;
            }

            ReadOnlySpan<float> values = rows.ValuesOf(row);
            Span<float> code = isCopy ? [] : encoded.AsSpan(count * _features, _features);
            Span<float> scaled = scratch.Scaled.AsSpan(scored * _stride, _stride);
            if (former is null)
            {
                entity.PrepareTo(out prepared[count], time, values, code, scaled);
            }
            else
            {
                prepared[count] = former.Prepare(time, entity.FormerValuesOf(values), code, scaled);
                if (prepared[count].Status is not (PrepareStatus.Late or PrepareStatus.RepeatedTime))
                {
                    entity.Learn(time, values);
                }
            }

            PrepareStatus status = prepared[count].Status;
            if (status == PrepareStatus.Ready)
            {
                scratch.Slots[scored] = prepared[count].Slot;
                if (_samples)
                {
                    scratch.Numbers[scored] = ProbabilityScores.NumberOf(entity.Key, prepared[count].Sequence);
                    (isCopy ? values : code).CopyTo(scratch.Encoded.AsSpan(scored * _features));
                }

                scored++;
            }
            else if (Refusals.OfTime(status, time, entity.Key) is Refusal refusal)
            {
                rows.Refuse(row, refusal.Reason, refusal.Detail);
            }
        }

        ScoringTicket ticket = scored == 0
            ? default
            : batcher.Add(
                scratch.Slots.AsSpan(0, scored),
                _samples ? scratch.Numbers.AsSpan(0, scored) : [],
                scratch.Scaled.AsSpan(0, scored * _stride),
                _samples ? scratch.Encoded.AsSpan(0, scored * _features) : []);
        return new PreparedRun(count, prepared, encoded, ticket);
    }

    /// <summary>Judges the rows of a run whose scores have come. It is used up then.</summary>
    public void Judge(EntityRows rows, int start, EntityMonitor entity, in PreparedRun run, bool explains)
    {
        EntityMonitor? former = entity.Predecessor;
        bool isCopy = _isCopy && former is null;
        EntityMonitor judge = former ?? entity;
        int scored = run.Ticket.First;
        ScoringBatch batch = run.Ticket.Batch;
        for (int i = 0; i < run.Count; i++)
        {
            ref PreparedRow prepared = ref run.Prepared[i];
            Alert? alert;
            if (prepared.Status == PrepareStatus.Ready)
            {
                var row = new ScoredRow(
                    isCopy ? rows.ValuesOf(start + i) : run.Encoded.AsSpan(i * _features, _features),
                    batch.ScaledOf(scored),
                    batch.ReconstructionOf(scored),
                    batch.ErrorOf(scored),
                    batch.DivergenceOf(scored),
                    batch.ProbabilityOf(scored));
                alert = judge.Judge(prepared, row, explains, ref rows.VerdictAt(start + i));
                scored++;
            }
            else
            {
                ReadOnlySpan<float> code = isCopy ? rows.ValuesOf(start + i) : run.Encoded.AsSpan(i * _features, _features);
                alert = judge.JudgeUnscored(prepared, code, ref rows.VerdictAt(start + i));
            }

            if (former is not null)
            {
                ScoringChunk.MarkFormer(ref rows.VerdictAt(start + i));
                entity.Learn(rows.VerdictAt(start + i));
            }

            if (alert is not null)
            {
                rows.AddAlert(alert);
            }
        }

        if (batch is not null)
        {
            run.Ticket.Release();
        }

        ArrayPool<PreparedRow>.Shared.Return(run.Prepared, clearArray: true);
        if (run.Encoded.Length > 0)
        {
            ArrayPool<float>.Shared.Return(run.Encoded);
        }
    }

    /// <summary>Rows of one thread on their way to the batcher.</summary>
    private sealed class Scratch
    {
        public int[] Slots { get; private set; } = [];

        public ulong[] Numbers { get; private set; } = [];

        public float[] Scaled { get; private set; } = [];

        public float[] Encoded { get; private set; } = [];

        public Scratch For(int rows, int stride, int features)
        {
            if (Slots.Length < rows)
            {
                Slots = new int[rows];
                Numbers = new ulong[rows];
            }

            if (Scaled.Length < rows * stride)
            {
                Scaled = new float[rows * stride];
            }

            if (Encoded.Length < rows * features)
            {
                Encoded = new float[rows * features];
            }

            return this;
        }
    }
}

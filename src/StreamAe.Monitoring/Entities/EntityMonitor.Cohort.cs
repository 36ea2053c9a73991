using System.Buffers;
using StreamAe.Monitoring.Models;
using StreamAe.Numerics.Scoring;

namespace StreamAe.Monitoring.Entities;

/// <content>What the cohort's model makes of a row that its entity's own model found odd.</content>
public sealed partial class EntityMonitor
{
    // Alerts are rare: their rows need no batch.
    private static readonly SimdScorer CohortScorer = new();

    /// <summary>
    /// The surprise of the row by the cohort's model and calibration: what is odd for this entity may be usual among the others. Models of cohorts change
    /// between rows that are known, so it depends on the rows alone. Only of alerts, so that it costs a row nothing; null where there is no other opinion.
    /// </summary>
    private float? CohortSurpriseOf(in PreparedRow prepared, in ScoredRow scored)
    {
        if (!_plan.ScoresRowsAlone || prepared.Model!.Model.Origin != ModelOrigin.Own || _plan.Cohort is not ResidentModel cohort)
        {
            return null;
        }

        int stride = _plan.Architecture.RowStride;
        float[] rented = ArrayPool<float>.Shared.Rent(2 * stride);
        Span<float> row = rented.AsSpan(0, stride);
        Span<float> reconstruction = rented.AsSpan(stride, stride);
        RescaledRow.Fill(_plan, prepared.Model.Model.Scaler, cohort.Model.Scaler, scored, row);
        float error = 0, divergence = 0;
        CohortScorer.Score(_plan.Arena, new ScoreBatch([cohort.Slot], row, reconstruction, new Span<float>(ref error), new Span<float>(ref divergence)));
        error = ErrorOf(prepared with { Model = cohort, Slot = cohort.Slot }, new ScoredRow(scored.Encoded, row, reconstruction, error, divergence));
        float surprise = cohort.Digest.Surprise(_plan.ScoreOf(error, divergence), _plan.DifferenceCount);
        ArrayPool<float>.Shared.Return(rented);
        return surprise;
    }
}

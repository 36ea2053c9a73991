using StreamAe.Monitoring.Models;
using StreamAe.Monitoring.Plans;
using StreamAe.Numerics.Scoring;

namespace StreamAe.Monitoring.Entities;

/// <content>How a row becomes a score.</content>
public sealed partial class EntityMonitor
{
    private float ErrorOf(in PreparedRow prepared, in ScoredRow scored) =>
        _plan.TakesErrors && prepared.Missing == 0 ? scored.ReconstructionError : FindError(prepared, scored);

    private float FindError(in PreparedRow prepared, in ScoredRow scored)
    {
        Span<float> drift = Drift;
        bool hasGaps = prepared.Missing > 0 || _plan.MasksMissing;
        if (!drift.IsEmpty)
        {
            return new ResidualDrift(drift, _plan.Architecture.Features).Score(
                _plan, Explanation.ErrorWeights(_plan, prepared), scored.Row, scored.Reconstruction, scored.Encoded, hasGaps);
        }

        // Asked of the plan first: the model's object is a line of memory that most events need not touch.
        if (_plan.JoinsResiduals && prepared.Model!.Joint is JointDistance joint)
        {
            return ObservedError.Of(_plan, joint, scored.Row, scored.Reconstruction, scored.Encoded, hasGaps);
        }

        return hasGaps ? Explanation.ErrorOfPresent(_plan, prepared, scored) : scored.ReconstructionError;
    }

    /// <summary>What is left of the one number beyond what its model expected, in its units; NaN where it is missing.</summary>
    private static float UnexpectedOf(ResidentModel model, in ScoredRow scored) =>
        scored.Encoded[0] - model.Model.Scaler.UnscaledOf(0, scored.Reconstruction[0]);

    private float ScoreChannels(ReadOnlySpan<float> encoded, float error) =>
        _plan.Memory.Channels!.Score(_plan.Memory.ChannelsOf(ref _memory), encoded[0], error);

    private float ScoreTails(TailScores tails, in PreparedRow prepared, in ScoredRow scored) => tails.Score(
        prepared.Model!.Model.Tails, _plan.Memory.TailsOf(ref _memory), scored.Row, scored.Reconstruction, scored.Encoded, prepared.EventTime);

    private bool IsRepeated(in PreparedRow prepared, float score) => _plan.Memory.SeesPeaks
        && !_plan.Memory.Peaks(ref _memory).Take(prepared.Sequence, prepared.EventTime, score, _plan.Definition.Alert.Peak.Ticks);

    private float Smooth(float score) => _state.SmoothedScore = ScoreSmoothing.Next(_state.SmoothedScore, score, _smoothingRate);
}

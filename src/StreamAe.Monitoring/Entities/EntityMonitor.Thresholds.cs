using StreamAe.Monitoring.Models;
using StreamAe.Monitoring.Thresholds;

namespace StreamAe.Monitoring.Entities;

/// <content>What a score is compared with.</content>
public sealed partial class EntityMonitor
{
    private bool IsInMaintenance => !_plan.Threshold.Overrides.IsEmpty && Override is { Policy: ThresholdPolicy.Maintenance };

    private ThresholdRule? Override
    {
        get
        {
            ThresholdOverrides overrides = _plan.Threshold.Overrides;
            if (!ReferenceEquals(overrides, _overrides))
            {
                _overrides = overrides;
                _override = _plan.Threshold.OverrideOf(Key, overrides);
            }

            return _override;
        }
    }

    /// <summary>Where the model's threshold is not all that counts.</summary>
    private ThresholdInForce FindThreshold(ResidentModel model) =>
        _plan.Threshold.Of(Override, model, _state.UsualInterval, _state.FeedbackMargin, _plan.Memory.Excess(ref _memory));

    /// <summary>Hysteresis: the row before was anomalous, and this one is not yet usual again.</summary>
    private bool IsUnreleased(float surprise, float threshold, in ModelDigest model, bool hasChannels) =>
        _plan.HasHysteresis
        && (_state.RecentAnomalies & 1) != 0
        && surprise > _plan.Definition.Alert.Release * (hasChannels ? threshold : model.Surprise(threshold, _plan.DifferenceCount));
}

using StreamAe.Monitoring.Definitions;
using StreamAe.Monitoring.Models;

namespace StreamAe.Monitoring.Thresholds;

/// <summary>
/// The threshold of a monitor's entities: the file's rule, and what operators have set in its place. Overrides change while rows are judged;
/// from the next row on the new ones hold.
/// </summary>
internal sealed class PlannedThreshold
{
    /// <summary>The share of normal rows above a threshold that asks for none: the default quantile's.</summary>
    private static readonly double Unasked = 1 - new ThresholdDefinition().Quantile;

    private readonly bool _hasChannels;
    private readonly string _cohort;
    private volatile ThresholdOverrides _overrides = ThresholdOverrides.None;
    private volatile bool _isOfModel;

    /// <param name="cohort">The cohort's name.</param>
    public PlannedThreshold(MonitorDefinition definition, string cohort)
    {
        Rule = definition.Threshold.Rule;
        _hasChannels = definition.Score.Channels != ScoreChannels.None;
        _cohort = cohort;
        AskedShare = Thresholds.AskedShare.Of(Rule, usualInterval: 0, Unasked);
        AskedSurprise = (float)-Math.Log10(AskedShare);
        _isOfModel = IsOfModelWithout;
    }

    /// <summary>The monitor file's.</summary>
    public ThresholdRule Rule { get; }

    /// <summary>Of normal rows that may be anomalous by the monitor file, where nothing is known of an entity.</summary>
    public double AskedShare { get; }

    /// <summary>The surprise of a row as rare as that.</summary>
    public float AskedSurprise { get; }

    /// <summary>Every entity is judged by what its model was given when it came into use: nothing else need be asked.</summary>
    public bool IsOfModel => _isOfModel;

    public ThresholdOverrides Overrides
    {
        get => _overrides;
        set
        {
            _overrides = value;
            _isOfModel = IsOfModelWithout && value.IsEmpty;
        }
    }

    private bool IsOfModelWithout => !_hasChannels && Rule.Policy is ThresholdPolicy.Quantile or ThresholdPolicy.Static or ThresholdPolicy.RobustZ;

    /// <summary>The threshold a model is given when it comes into use.</summary>
    public float Of(EntityModel model) => CalibratedThreshold.Of(Rule, model.Calibration, AskedShare);

    /// <summary>The rule that overrides the file's for an entity; null where the file's holds.</summary>
    public ThresholdRule? OverrideOf(string entity, ThresholdOverrides overrides) => overrides.For(entity, _cohort);

    /// <summary>For one entity whose threshold <see cref="IsOfModel"/> does not tell.</summary>
    /// <param name="overridden">See <see cref="OverrideOf"/>.</param>
    /// <param name="margin">See <see cref="FeedbackMargin"/>.</param>
    /// <param name="tail">The entity's <see cref="ExcessTail"/>; empty where it keeps none.</param>
    public ThresholdInForce Of(ThresholdRule? overridden, ResidentModel model, float usualInterval, float margin, Span<float> tail)
    {
        ThresholdRule rule = overridden ?? Rule;
        if (rule.Policy == ThresholdPolicy.Maintenance)
        {
            return ThresholdInForce.Maintenance;
        }

        double share = Thresholds.AskedShare.Of(rule, usualInterval, Unasked);
        bool isFixed = IsFixed(rule);
        if (margin > 0 && !isFixed)
        {
            share *= Math.Pow(10, -margin);
        }

        float score = _hasChannels ? SurpriseOf(rule, share)
            : rule.Policy == ThresholdPolicy.Pot && !tail.IsEmpty ? new ExcessTail(tail).ScoreAt(share)
            : overridden is null && rule.Policy == ThresholdPolicy.Quantile && margin == 0 ? model.Threshold
            : CalibratedThreshold.Of(rule, model.Model.Calibration, share);
        return new ThresholdInForce(score, share, !isFixed && !_hasChannels);
    }

    /// <summary>The rule in force asks for a share of rows, which feedback can lower.</summary>
    public bool AsksForAShare(ThresholdRule? overridden) => (overridden ?? Rule) is var rule && !IsFixed(rule) && rule.Policy != ThresholdPolicy.Maintenance;

    /// <summary>The surprise of a row as rare as the rule in force asks.</summary>
    public float AskedSurpriseOf(ThresholdRule? overridden, float usualInterval) =>
        (float)-Math.Log10(Thresholds.AskedShare.Of(overridden ?? Rule, usualInterval, Unasked));

    private static bool IsFixed(ThresholdRule rule) => rule.Policy is ThresholdPolicy.Static or ThresholdPolicy.RobustZ;

    // Channels score in surprise already: a fixed score is one, a share of rows is turned into one.
    private static float SurpriseOf(in ThresholdRule rule, double share) =>
        rule.Policy is ThresholdPolicy.Static ? (float)rule.Value : (float)-Math.Log10(share);
}

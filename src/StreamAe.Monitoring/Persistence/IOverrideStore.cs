namespace StreamAe.Monitoring.Persistence;

/// <summary>
/// Threshold overrides that operators set, and the audit of every change to them. Safe for concurrent use. A change and its entry in the
/// audit become durable together.
/// </summary>
public interface IOverrideStore
{
    /// <summary>Sets an override; one of the same monitor, level and target is replaced.</summary>
    void PutOverride(ThresholdOverride change);

    /// <summary>Takes an override back; false where there is none.</summary>
    bool RemoveOverride(OverrideScope scope, string author, string reason);

    /// <summary>Takes back what has expired, and returns it.</summary>
    IReadOnlyList<ThresholdOverride> ExpireOverrides();

    /// <summary>What is in force now, the widest level first, then in the order in which they were set.</summary>
    IReadOnlyList<ThresholdOverride> ListOverrides(string monitor);

    /// <summary>What was changed, newest first.</summary>
    IReadOnlyList<OverrideChange> ReadOverrideAudit(string monitor, int max);
}

namespace StreamAe.Monitoring.Replaying;

/// <param name="Origin"><c>own</c> or <c>cohort</c>; they count their versions apart.</param>
/// <param name="Rows">That it judged.</param>
public sealed record ReplayedModel(string Origin, int Version, long Rows);

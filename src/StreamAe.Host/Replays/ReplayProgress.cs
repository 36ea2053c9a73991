namespace StreamAe.Host.Replays;

/// <summary>How far a replay is.</summary>
/// <param name="Phase">What it does, for a person.</param>
internal readonly record struct ReplayProgress(string Phase, long Done, long Total);

namespace StreamAe.Monitoring.Planning;

/// <summary>A figure of this machine.</summary>
/// <param name="Seconds">Of one core.</param>
/// <param name="How">How it was obtained, for people.</param>
public sealed record Measured(double Seconds, string How);

namespace StreamAe.Host.Configuration;

/// <summary>How many requests a caller may send; without a caller, an address.</summary>
internal sealed record RateLimitConfiguration
{
    /// <summary>Default 50 a second; 1 to 100,000. Raising it lets one caller take more of the process.</summary>
    public int Requests { get; init; } = 50;

    /// <summary>Most at once after a pause. Default 200; 1 to 1,000,000. Raising it lets pages that ask for much load without waiting.</summary>
    public int Burst { get; init; } = 200;
}

namespace StreamAe.Monitoring.Planning;

/// <summary>What will not go as planned.</summary>
/// <param name="Code">For scripts.</param>
/// <param name="Message">What, by which figures, and what helps.</param>
public sealed record CapacityWarning(string Code, string Message);

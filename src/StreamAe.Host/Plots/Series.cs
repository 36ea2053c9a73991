namespace StreamAe.Host.Plots;

/// <summary>Points of one name and colour.</summary>
internal sealed record Series(string Name, IReadOnlyList<(double X, double Y)> Points);

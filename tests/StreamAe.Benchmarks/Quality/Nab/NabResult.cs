namespace StreamAe.Benchmarks.Quality.Nab;

/// <summary>The best that one threshold for all series achieves.</summary>
/// <param name="Score">100 is an alert at the first row of every window and no other; 0 is no alert at all.</param>
/// <param name="Threshold">Rows with at least this score alert; +∞ where no alert is best.</param>
/// <param name="Found">Windows with an alert.</param>
/// <param name="Windows">All of them.</param>
/// <param name="AlertsInside">Rows that alert inside windows.</param>
/// <param name="AlertsOutside">Rows that alert outside.</param>
internal sealed record NabResult(double Score, double Threshold, int Found, int Windows, int AlertsInside, int AlertsOutside);

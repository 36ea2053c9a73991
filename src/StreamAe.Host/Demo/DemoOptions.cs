namespace StreamAe.Host.Demo;

/// <summary>What <c>streamae demo</c> was asked for.</summary>
/// <param name="Rate">Events a second, both streams together.</param>
/// <param name="Seconds">Stop after this long; null runs until Ctrl-C.</param>
/// <param name="ShowsView">Draw the live view; otherwise a line now and then.</param>
/// <param name="DataFolder">State, alerts and lock.</param>
/// <param name="Shards">Loops per stream.</param>
/// <param name="Seed">Of the simulated world.</param>
/// <param name="Port">Of the console in the browser; 0 serves none.</param>
/// <param name="UsesOrleans">The monitors run on a silo of this process.</param>
/// <param name="UsesKafka">The streams go through topics of a broker inside the process.</param>
internal sealed record DemoOptions(
    double Rate, int? Seconds, bool ShowsView, string DataFolder, int Shards, ulong Seed, int Port, bool UsesKafka, bool UsesOrleans)
{
    public string AlertFile => Path.Combine(DataFolder, "alerts.jsonl");
}

using StreamAe.Host.Api.Running;
using StreamAe.Monitoring.Inspection;
using StreamAe.Monitoring.Persistence;
using StreamAe.Numerics.Scoring;

namespace StreamAe.Host.Api.Entities;

/// <summary>The newest held rows of one entity, as features and as codes.</summary>
internal static class EntityRows
{
    private const int UsualRows = 256;
    private const int MostRows = 4096;

    private static readonly SimdScorer Scorer = new();

    public static FeaturesView ReadFeatures(OperatedService service, OperatedMonitor monitor, string key, int? rows)
    {
        int most = Limits.Of(rows, "rows", UsualRows, MostRows);
        Seen<InspectedRows> seen = monitor.Inspector(service.Store).Look(key, e => new Seen<InspectedRows>(e.InspectRows(Scorer, most), e.Inspect()))
            ?? throw OperatedService.NoEntity(monitor, key);
        if (seen.Rows is not InspectedRows held)
        {
            throw NoModel(key);
        }

        long[] times = TimesOf(service, monitor, key, held.First, held.PageTimes, seen.Figures, out float[] surprises, out bool areExact);
        return new FeaturesView(
            [.. held.Features.Select(FeatureSeriesView.Of)],
            Array.ConvertAll(times, Figures.Milliseconds),
            areExact,
            Array.ConvertAll(surprises, Figures.Finite),
            held.Excluded,
            held.HasSeason,
            seen.Figures.Model?.Version ?? 0);
    }

    public static LatentView ReadCodes(OperatedService service, OperatedMonitor monitor, string key, int? rows)
    {
        int most = Limits.Of(rows, "rows", UsualRows, MostRows);
        Seen<InspectedCodes> seen = monitor.Inspector(service.Store).Look(key, e => new Seen<InspectedCodes>(e.InspectCodes(most), e.Inspect()))
            ?? throw OperatedService.NoEntity(monitor, key);
        if (seen.Rows is not InspectedCodes codes)
        {
            throw NoModel(key);
        }

        long[] times = TimesOf(service, monitor, key, codes.First, codes.PageTimes, seen.Figures, out float[] surprises, out _);
        return new LatentView(
            codes.UnitDivergences.Length == 0 ? null : codes.UnitDivergences,
            codes.ArePrincipal ? "principal" : "units",
            codes.X,
            codes.Y,
            Array.ConvertAll(times, Figures.Milliseconds),
            Array.ConvertAll(surprises, Figures.Finite));
    }

    private static long[] TimesOf(
        OperatedService service, OperatedMonitor monitor, string key, long first, long[] pageTimes, EntityFigures figures, out float[] surprises, out bool areExact)
    {
        List<StoredScore> scores = pageTimes.Length == 0 ? [] : [.. service.Operators.ReadScores(monitor.Name, pageTimes[0], long.MaxValue, key)];
        return RowTimes.Of(first, pageTimes, figures.LastEventTime ?? 0, scores, out surprises, out areExact);
    }

    private static ApiProblem NoModel(string key) =>
        ApiProblem.NotFound($"No model judges entity {key} yet, or it has too few rows for one: there is nothing to expect of it.");

    private sealed record Seen<T>(T? Rows, EntityFigures Figures);
}

using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using StreamAe.Host.Api.Live;
using StreamAe.Host.Api.Running;
using StreamAe.Host.Api.Security;
using StreamAe.Monitoring.Inspection;
using StreamAe.Monitoring.Persistence;
using StreamAe.Monitoring.Thresholds;

namespace StreamAe.Host.Api.Thresholds;

/// <summary><c>/thresholds</c> of a monitor: what makes a score anomalous, and what a change would have done.</summary>
internal static class ThresholdEndpoints
{
    private const int UsualBins = 60;
    private const int MostBins = 500;

    public static void Map(IEndpointRouteBuilder api, ServiceDesk desk)
    {
        const string Path = "/monitors/{monitor}/thresholds";
        api.MapGet(Path, (string monitor, HttpContext context) => Get(desk.Service, desk.Service.Find(monitor), context))
            .RequireRole(Role.Viewer).WithTags("thresholds").WithSummary("The monitor file's threshold and those that operators have set");
        api.MapPut(Path, (string monitor, ThresholdForm form, HttpContext context) => Put(desk.Service, monitor, form, context))
            .RequireRole(Role.Operator).WithTags("thresholds").WithSummary("Set a threshold; in force within some two seconds");
        api.MapDelete(Path, (string monitor, string level, string? target, string? reason, HttpContext context) =>
            Remove(desk.Service, monitor, Words.Read<OverrideLevel>(level, "level")!.Value, target, reason, context))
            .RequireRole(Role.Operator).WithTags("thresholds").WithSummary("Take a threshold back; the next wider one holds again");
        api.MapPost(Path + "/preview", (string monitor, PreviewForm form, CancellationToken cancellationToken) =>
            TypedResults.Ok(ThresholdPreviews.Compute(desk.Service, desk.Service.Find(monitor), form, cancellationToken)))
            .RequireRole(Role.Viewer).WithTags("thresholds").WithSummary("What another threshold would have done on the stored scores; changes nothing");
        api.MapGet(Path + "/distribution", (string monitor, string? entity, int? bins, double? days, CancellationToken cancellationToken) =>
            TypedResults.Ok(Distribute(desk.Service, monitor, entity, Limits.Of(bins, "bins", UsualBins, MostBins), days, cancellationToken)))
            .RequireRole(Role.Viewer).WithTags("thresholds").WithSummary("How surprising the stored rows were");
        api.MapGet(Path + "/history", (string monitor, int? limit) => TypedResults.Ok(new Page<OverrideChangeView>(
            [.. desk.Service.Operators.ReadOverrideAudit(desk.Service.Find(monitor).Name, Limits.Of(limit)).Select(OverrideChangeView.Of)])))
            .RequireRole(Role.Viewer).WithTags("thresholds").WithSummary("Every change of a threshold, the newest first");
    }

    private static Ok<ThresholdsView> Get(OperatedService service, OperatedMonitor monitor, HttpContext context)
    {
        IReadOnlyList<ThresholdOverride> overrides = service.Operators.ListOverrides(monitor.Name);
        context.Response.Headers.ETag = TagOf(overrides);
        return TypedResults.Ok(new ThresholdsView(RuleView.Of(monitor.Definition.Threshold.Rule), [.. overrides.Select(OverrideView.Of)]));
    }

    private static Ok<ThresholdsView> Put(OperatedService service, string name, ThresholdForm form, HttpContext context)
    {
        OperatedMonitor monitor = service.Find(name);
        RequireUnchanged(service, monitor, context);
        if (!ThresholdRule.TryCreate(form.Policy, form.Value, out ThresholdRule rule, out string problem))
        {
            throw ApiProblem.Invalid("value", problem);
        }

        DateTimeOffset now = service.Live.Time.GetUtcNow();
        if (form.Expires <= now)
        {
            throw ApiProblem.Invalid("expires", "is past");
        }

        OverrideScope scope = ScopeOf(service, monitor, form.Level, form.Target);
        service.Operators.PutOverride(new ThresholdOverride(scope, rule.Word, rule.Value, context.CallerName(), now, Limits.Reason(form.Reason), form.Expires));
        return Changed(service, monitor, scope, context);
    }

    private static Ok<ThresholdsView> Remove(
        OperatedService service, string name, OverrideLevel level, string? target, string? reason, HttpContext context)
    {
        OperatedMonitor monitor = service.Find(name);
        RequireUnchanged(service, monitor, context);
        OverrideScope scope = ScopeOf(service, monitor, level, target);
        return service.Operators.RemoveOverride(scope, context.CallerName(), Limits.Reason(reason))
            ? Changed(service, monitor, scope, context)
            : throw ApiProblem.NotFound("No threshold was set there.");
    }

    private static Ok<ThresholdsView> Changed(OperatedService service, OperatedMonitor monitor, OverrideScope scope, HttpContext context)
    {
        service.Live.Tell(LiveEvent.Of("threshold", new { monitor = monitor.Name, level = scope.Level, target = scope.Target }));
        return Get(service, monitor, context);
    }

    private static OverrideScope ScopeOf(OperatedService service, OperatedMonitor monitor, OverrideLevel level, string? target)
    {
        if (level == OverrideLevel.Monitor)
        {
            return string.IsNullOrEmpty(target) ? OverrideScope.OfMonitor(monitor.Name) : throw ApiProblem.Invalid("target", "is empty for the whole monitor");
        }

        if (string.IsNullOrEmpty(target))
        {
            throw ApiProblem.Invalid("target", "is missing: say which");
        }

        if (level == OverrideLevel.Entity)
        {
            service.RequireEntity(monitor, target);
        }

        return new OverrideScope(monitor.Name, level, target);
    }

    private static void RequireUnchanged(OperatedService service, OperatedMonitor monitor, HttpContext context)
    {
        if (context.Request.Headers.IfMatch is { Count: > 0 } expected && !expected.Contains(TagOf(service.Operators.ListOverrides(monitor.Name))))
        {
            throw ApiProblem.Changed();
        }
    }

    private static string TagOf(IReadOnlyList<ThresholdOverride> overrides) =>
        $"\"{Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(overrides.Select(OverrideView.Of), ApiJson.Options)).AsSpan(0, 12))}\"";

    private static DistributionView Distribute(
        OperatedService service, string name, string? entity, int bins, double? days, CancellationToken cancellationToken)
    {
        OperatedMonitor monitor = service.Find(name);
        double? threshold = SurpriseOf(service, monitor, entity);
        var histogram = new SurpriseHistogram();
        foreach (StoredScore score in StoredScores.Read(service, monitor, entity, days, cancellationToken))
        {
            histogram.Add(score.Surprise);
        }

        (double[] edges, long[] counts) = histogram.ToBins(bins, (threshold ?? 0) * 1.25);
        return new DistributionView(edges, counts, histogram.Rows, threshold);
    }

    private static double? SurpriseOf(OperatedService service, OperatedMonitor monitor, string? entity)
    {
        if (entity is not null)
        {
            EntityFigures figures = monitor.Inspector(service.Store).Look(entity, e => e.Inspect()) ?? throw OperatedService.NoEntity(monitor, entity);
            return figures.Threshold?.Surprise is float surprise ? Figures.Finite((double)surprise) : null;
        }

        // A share of rows is one surprise for all; what depends on an entity's own scores or rate is not.
        return monitor.Definition.Threshold.Rule switch
        {
            { Policy: ThresholdPolicy.Quantile, Value: double quantile } => -Math.Log10(1 - quantile),
            { Policy: ThresholdPolicy.Pot, Value: double risk } => -Math.Log10(risk),
            _ => null,
        };
    }
}

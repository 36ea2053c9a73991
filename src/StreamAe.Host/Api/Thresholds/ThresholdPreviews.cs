using Microsoft.AspNetCore.Http;
using StreamAe.Host.Api.Running;
using StreamAe.Monitoring.Definitions;
using StreamAe.Monitoring.Operations;
using StreamAe.Monitoring.Thresholds;
using StreamAe.Monitoring.Thresholds.Previews;

namespace StreamAe.Host.Api.Thresholds;

/// <summary>What another threshold would have done, with what operators said of the alerts that would be gone.</summary>
internal static class ThresholdPreviews
{
    private const int UsualShown = 20;
    private const int MostShown = 200;

    /// <summary>Gone alerts that are looked at for what was said of them.</summary>
    private const int MostCompared = 20_000;

    /// <summary>Scores that one preview may play: some seconds.</summary>
    private const int MostRows = 64;
    private const int MostRequests = 10_000;

    public static PreviewView Compute(OperatedService service, OperatedMonitor monitor, PreviewForm form, CancellationToken cancellationToken)
    {
        if (!ThresholdRule.TryCreate(form.Policy, form.Value, out ThresholdRule rule, out string problem))
        {
            throw ApiProblem.Invalid("value", problem);
        }

        int show = Limits.Of(form.Show, "show", UsualShown, MostShown);
        AlertDefinition alert = AlertOf(monitor.Definition.Alert, form);
        if (form.Entity is string key)
        {
            service.RequireEntity(monitor, key);
        }

        ThresholdOverrides inForce = ThresholdOverrides.Of(service.Operators.ListOverrides(monitor.Name));
        PreviewReport report = ThresholdPreview.Compute(
            () => StoredScores.Read(service, monitor, form.Entity, form.Days, cancellationToken),
            new PreviewRequest(monitor.Definition, inForce, rule, alert, MostCompared),
            cancellationToken);
        if (report.Rows == 0)
        {
            throw new ApiProblem(
                StatusCodes.Status409Conflict,
                "No scores are stored of that time: store.keepScores in the service configuration says how long they are kept, and none is the default.");
        }

        ILookup<string, FeedbackBody> said = Said(service, monitor);
        List<PreviewAlertView> gone = [.. report.Gone.Select(a => ViewOf(a, said))];
        return new PreviewView(
            Figures.Time(report.From),
            Figures.Time(report.To),
            report.Rows,
            report.Entities,
            report.Now,
            report.Proposed,
            report.Days,
            [.. report.New.Take(show).Select(a => ViewOf(a, said))],
            // What somebody said of first: that is what decides.
            [.. gone.OrderBy(a => a.Said is null).Take(show)],
            gone.Count(a => a.Said == "true"),
            gone.Count(a => a.Said == "false"),
            report.MostChanged);
    }

    private static AlertDefinition AlertOf(AlertDefinition now, PreviewForm form)
    {
        AlertDefinition alert = now with
        {
            M = form.M ?? now.M,
            N = form.N ?? Math.Max(now.N, form.M ?? 0),
            Cooldown = form.CooldownSeconds is not double seconds ? now.Cooldown
                : seconds is >= 0 and <= 366 * 86_400d ? TimeSpan.FromSeconds(seconds)
                : throw ApiProblem.Invalid("cooldownSeconds", $"must be 0 to a year, not {seconds}"),
        };
        return alert.M >= 1 && alert.M <= alert.N && alert.N <= MostRows
            ? alert
            : throw ApiProblem.Invalid("m", $"must be at least 1 and at most n, and n at most {MostRows}; they are {alert.M} and {alert.N}");
    }

    /// <summary>By entity: what operators said of alerts, the last word on each.</summary>
    private static ILookup<string, FeedbackBody> Said(OperatedService service, OperatedMonitor monitor) => service.Operators
        .ReadRequests(monitor.Name, MostRequests)
        .Where(r => r.Request is { Kind: OperatorRequestKind.Feedback, Entity: not null })
        .Select(r => (Entity: r.Request.Entity!, Body: r.Request.ReadFeedback()))
        .Where(r => r.Body.Feedback != AlertFeedback.Acknowledged)
        .DistinctBy(r => r.Body.Alert, StringComparer.Ordinal)
        .ToLookup(r => r.Entity, r => r.Body, StringComparer.Ordinal);

    private static PreviewAlertView ViewOf(PreviewedAlert alert, ILookup<string, FeedbackBody> said) => new(
        alert.Entity,
        Figures.Time(alert.EventTime),
        Figures.Finite(alert.Surprise),
        Figures.Finite(alert.Score),
        said[alert.Entity].FirstOrDefault(f => alert.EventTime >= f.From && alert.EventTime <= f.To)?.Feedback switch
        {
            AlertFeedback.True => "true",
            AlertFeedback.False => "false",
            AlertFeedback.Ignore => "ignore",
            _ => null,
        });
}

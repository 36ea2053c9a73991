using System.Net;
using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using StreamAe.Host.Commands;
using StreamAe.Host.Http;
using StreamAe.Monitoring.Alerts;

namespace StreamAe.Host.Demo;

/// <summary>The demo in a browser, on loopback only: <c>/</c> a page that renews itself, <c>/status</c> its figures as JSON, <c>/health/live</c>.</summary>
internal static class StatusPage
{
    private const int AlertRows = 20;

    /// <returns>Null where the port is taken: the demo goes on without its page.</returns>
    public static async Task<WebServer?> StartAsync(
        int port, DemoStream[] streams, TimeProvider time, long start, Action<IEndpointRouteBuilder> mapApi, CancellationToken cancellationToken)
    {
        string page = LoadPage();
        try
        {
            return await WebServer.StartAsync(
                IPAddress.Loopback,
                port,
                routes =>
                {
                    routes.MapGet("/", () => Results.Text(page, "text/html; charset=utf-8"));
                    routes.MapGet("/status", () => Results.Json(Describe(streams, time.GetElapsedTime(start)), JsonOutput.Options));
                    mapApi(routes);
                    routes.MapGet("/health/live", () => Results.Text("live"));
                },
                cancellationToken).ConfigureAwait(false);
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static string LoadPage()
    {
        using Stream resource = Assembly.GetExecutingAssembly().GetManifestResourceStream("status.html")
            ?? throw new InvalidOperationException("The executable carries no status.html.");
        using var reader = new StreamReader(resource);
        return reader.ReadToEnd();
    }

    private static object Describe(DemoStream[] streams, TimeSpan elapsed) => new
    {
        streams = streams.Select(stream => new
        {
            name = stream.Stream.Name,
            events = stream.Score.Events,
            eventsPerSecond = stream.EventsPerSecond(elapsed),
            backlog = stream.Source.Backlog,
            entities = stream.Plans.Directory.Count,
            trainings = stream.Score.Trainings,
            promotions = stream.Score.Promotions,
            alerts = stream.Score.Alerts,
            ranking = stream.Score.DescribeRanking(),
            time = stream.Score.Events == 0 ? (DateTimeOffset?)null : DateTimeOffset.UnixEpoch.AddTicks(stream.Score.EventTime),
        }),
        alerts = streams.SelectMany(s => s.Score.LastAlerts(AlertRows / streams.Length)).Select(Describe),
    };

    private static object Describe(Alert alert) => new
    {
        alert.Id,
        alert.Monitor,
        alert.Entity,
        alert.Kind,
        alert.Severity,
        time = DateTimeOffset.UnixEpoch.AddTicks(alert.EventTime),
        alert.Surprise,
        provisional = alert.IsProvisional,
        alert.ModelVersion,
        alert.Features,
    };
}

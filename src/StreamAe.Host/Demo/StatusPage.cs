using System.Net;
using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using StreamAe.Host.Commands;
using StreamAe.Monitoring.Alerts;

namespace StreamAe.Host.Demo;

/// <summary>The demo in a browser, on loopback only: <c>/</c> a page that renews itself, <c>/status</c> its figures as JSON, <c>/health/live</c>.</summary>
internal sealed class StatusPage : IAsyncDisposable
{
    private const int AlertRows = 20;

    private readonly WebApplication _application;

    private StatusPage(WebApplication application) => _application = application;

    /// <returns>Null where the port is taken: the demo goes on without its page.</returns>
    public static async Task<StatusPage?> StartAsync(
        int port, DemoStream[] streams, TimeProvider time, long start, CancellationToken cancellationToken)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(IPAddress.Loopback, port, listen => listen.Protocols = HttpProtocols.Http1);
        });

        // The demo itself answers Ctrl-C; the page ends with it.
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        WebApplication application = builder.Build();
        string page = LoadPage();
        application.MapGet("/", () => Results.Text(page, "text/html; charset=utf-8"));
        application.MapGet("/status", () => Results.Json(Describe(streams, time.GetElapsedTime(start)), JsonOutput.Options));
        application.MapGet("/health/live", () => Results.Text("live"));
        try
        {
            await application.StartAsync(cancellationToken).ConfigureAwait(false);
            return new StatusPage(application);
        }
        catch (IOException)
        {
            await application.DisposeAsync().ConfigureAwait(false);
            return null;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _application.StopAsync().ConfigureAwait(false);
        await _application.DisposeAsync().ConfigureAwait(false);
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

    /// <summary>Leaves signals to the demo.</summary>
    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}

using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using StreamAe.Host.Api.Alerts;
using StreamAe.Host.Api.Running;
using StreamAe.Host.Api.Security;
using StreamAe.Monitoring.Persistence;

namespace StreamAe.Host.Api.Live;

/// <summary><c>/live</c>: what happens, as server-sent events (WHATWG HTML, "Server-sent events").</summary>
internal static class LiveEndpoints
{
    /// <summary>Something goes over the wire at least so often: what stands between would close a connection that is idle.</summary>
    private static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(15);

    private const int MostMissed = 200;

    public static void Map(IEndpointRouteBuilder api, ServiceDesk desk, TimeProvider time, CancellationToken stopping) => api
        .MapGet("/live", (HttpContext context, string? monitor, string? key) => SendAsync(context, desk.Service, monitor, key, time, stopping))
        .RequireRole(Role.Viewer)
        .WithTags("live")
        .WithSummary("What happens: totals each second, alerts, incidents that begin or grow, trainings, changes of thresholds, verdicts of one watched entity")
        .Produces<string>(StatusCodes.Status200OK, "text/event-stream");

    private static async Task SendAsync(
        HttpContext context, OperatedService service, string? monitor, string? key, TimeProvider time, CancellationToken stopping)
    {
        if (monitor is not null)
        {
            service.Find(monitor);
        }

        context.Response.ContentType = "text/event-stream; charset=utf-8";
        context.Response.Headers.CacheControl = "no-store";
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        using LiveSubscription listener = service.Live.Subscribe(monitor, key);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
        try
        {
            // At once, so that a client knows that it is heard.
            await WriteAsync(context, ": hello\n\n" + Missed(service, context.Request.Headers["Last-Event-ID"]), ending.Token).ConfigureAwait(false);
            while (!ending.IsCancellationRequested)
            {
                await WriteAsync(context, await NextAsync(listener, time, ending.Token).ConfigureAwait(false), ending.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // The client went, or the service ends.
        }
    }

    /// <summary>The alerts since the one that a client who comes back had last, the newest of them where they are very many.</summary>
    private static string Missed(OperatedService service, string? last)
    {
        if (string.IsNullOrEmpty(last))
        {
            return string.Empty;
        }

        var text = new StringBuilder();
        IEnumerable<StoredAlert> newest = service.Monitors
            .SelectMany(m => service.Operators.FindAlerts(m.Name, entity: null, long.MaxValue, MostMissed))
            .OrderByDescending(a => a.Sequence);
        foreach (StoredAlert alert in newest.TakeWhile(a => a.Alert.Id != last).Take(MostMissed).Reverse())
        {
            Append(text, LiveEvent.Of("alert", AlertView.Of(alert.Alert, said: null), alert.Alert.Id));
        }

        return text.ToString();
    }

    /// <summary>All that waits, or a comment where nothing came for a while.</summary>
    private static async Task<string> NextAsync(LiveSubscription listener, TimeProvider time, CancellationToken cancellationToken)
    {
        var text = new StringBuilder();
        try
        {
            LiveEvent first = await listener.Events.ReadAsync(cancellationToken).AsTask().WaitAsync(KeepAlive, time, cancellationToken).ConfigureAwait(false);
            Append(text, first);
            while (listener.Events.TryRead(out LiveEvent? next))
            {
                Append(text, next);
            }
        }
        catch (TimeoutException)
        {
            text.Append(": still here\n\n");
        }

        return text.ToString();
    }

    private static void Append(StringBuilder text, LiveEvent happened)
    {
        if (happened.Id is string id)
        {
            text.Append("id: ").Append(id).Append('\n');
        }

        text.Append("event: ").Append(happened.Name).Append("\ndata: ").Append(happened.Data).Append("\n\n");
    }

    private static async Task WriteAsync(HttpContext context, string text, CancellationToken cancellationToken)
    {
        await context.Response.WriteAsync(text, cancellationToken).ConfigureAwait(false);
        await context.Response.Body.FlushAsync(cancellationToken).ConfigureAwait(false);
    }
}

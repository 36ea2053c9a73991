using Microsoft.Extensions.Logging;
using StreamAe.Monitoring.Alerts;
using StreamAe.Monitoring.Sinks;

namespace StreamAe.Host.Sinks.Webhooks;

/// <summary>
/// Posts alerts to an address. What the other side does not take for now is thrown, so that the publisher comes again with it; an alert that
/// it refuses as such is tried a few times, while those behind it go out, and then set aside in a file. Called by one publisher.
/// </summary>
internal sealed partial class WebhookSink(
    string name, IWebhookFormat format, WebhookClient client, UndeliveredAlerts undelivered, ILogger<WebhookSink> logger) : IAlertSink, IDisposable
{
    /// <summary>Tries, over about four seconds of the publisher's pauses: some proxies answer 400 while what is behind them restarts.</summary>
    private const int MostAttempts = 5;

    // Of the batch under way: what was taken, or set aside, must not go out again because of its neighbours.
    private readonly HashSet<string> _done = [];
    private readonly Dictionary<string, int> _refusals = [];

    public string Name => name;

    public async ValueTask PublishAsync(IReadOnlyList<Alert> alerts, CancellationToken cancellationToken)
    {
        string? refusal = null;
        foreach (Alert[] chunk in alerts.Where(a => !_done.Contains(a.Id)).Chunk(format.MostAlerts).ToList())
        {
            refusal = await DeliverAsync(chunk, cancellationToken).ConfigureAwait(false) ?? refusal;
        }

        if (refusal is not null)
        {
            throw new SinkBusyException(refusal);
        }

        _done.Clear();
        _refusals.Clear();
    }

    public void Dispose() => client.Dispose();

    /// <returns>Why some were refused and are to come again; null where all are done.</returns>
    private async ValueTask<string?> DeliverAsync(Alert[] alerts, CancellationToken cancellationToken)
    {
        string? refusal = await client.PostAsync(
            format.Write(alerts), format.ContentType, alerts.Length == 1 ? alerts[0].Id : null, cancellationToken).ConfigureAwait(false);
        if (refusal is null)
        {
            _done.UnionWith(alerts.Select(a => a.Id));
            return null;
        }

        if (alerts.Length == 1)
        {
            return Refuse(alerts[0], refusal);
        }

        // One of them is the cause: alone, the others are taken.
        string? left = null;
        foreach (Alert alert in alerts)
        {
            left = await DeliverAsync([alert], cancellationToken).ConfigureAwait(false) ?? left;
        }

        return left;
    }

    private string? Refuse(Alert alert, string refusal)
    {
        int attempts = _refusals[alert.Id] = _refusals.GetValueOrDefault(alert.Id) + 1;
        if (attempts < MostAttempts)
        {
            return $"alert {alert.Id}: {refusal}";
        }

        undelivered.Add(name, refusal, alert);
        _done.Add(alert.Id);
        LogSetAside(logger, name, alert.Id, attempts, refusal, undelivered.File);
        return null;
    }

    [LoggerMessage(
        Level = LogLevel.Error,
        Message = "Sink {Sink} refused alert {Alert} {Attempts} times: {Refusal}. It is set aside in {File}; those behind it go out.")]
    private static partial void LogSetAside(ILogger logger, string sink, string alert, int attempts, string refusal, string file);
}

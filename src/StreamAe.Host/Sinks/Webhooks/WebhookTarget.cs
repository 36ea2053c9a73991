namespace StreamAe.Host.Sinks.Webhooks;

/// <summary>Where a webhook posts to, and how. The address and the headers may hold secrets: nothing of them goes to a message.</summary>
/// <param name="Headers">Sent with every request.</param>
/// <param name="Timeout">Longest wait for an answer.</param>
internal sealed record WebhookTarget(Uri Url, IReadOnlyDictionary<string, string> Headers, TimeSpan Timeout)
{
    public override string ToString() => Url.Authority;
}

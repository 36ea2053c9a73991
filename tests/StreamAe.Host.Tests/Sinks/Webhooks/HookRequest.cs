namespace StreamAe.Host.Tests.Sinks.Webhooks;

/// <summary>What a <see cref="HookServer"/> was sent.</summary>
internal sealed record HookRequest(string Method, string Path, IReadOnlyDictionary<string, string> Headers, string Body);

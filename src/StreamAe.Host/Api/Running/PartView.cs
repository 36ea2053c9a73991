namespace StreamAe.Host.Api.Running;

/// <summary>An optional part of the build.</summary>
internal sealed record PartView(string Name, bool Included, string Status);

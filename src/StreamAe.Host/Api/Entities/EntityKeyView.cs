namespace StreamAe.Host.Api.Entities;

/// <summary>An entity in a list.</summary>
internal sealed record EntityKeyView(string Key);

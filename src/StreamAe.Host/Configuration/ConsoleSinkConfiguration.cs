using StreamAe.Host.Sinks;

namespace StreamAe.Host.Configuration;

/// <summary>One line an alert on standard output.</summary>
internal sealed record ConsoleSinkConfiguration : SinkConfiguration
{
    public override string SinkName => Name is null ? ConsoleSink.SinkName : base.SinkName;

    protected override string Kind => SinkKeys.ConsoleKind;

    protected override string NaturalName => ConsoleSink.SinkName;
}

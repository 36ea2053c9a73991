using StreamAe.Monitoring.Definitions;

namespace StreamAe.Monitoring.Tests.Definitions;

/// <summary>Short ways to read monitor texts in tests.</summary>
internal static class Monitors
{
    public const string FileName = "m.yaml";

    public static MonitorFileResult Parse(string yaml)
    {
        using StringReader reader = new(yaml);
        return MonitorFile.Parse(reader, FileName);
    }

    public static MonitorDefinition Read(string yaml)
    {
        MonitorFileResult result = Parse(yaml);
        Assert.Empty(result.Errors);
        return result.Definition!;
    }

    /// <summary>The only error of a file whose first line is <c>monitor: a</c>, so that <paramref name="yaml"/> begins on line 2.</summary>
    public static string OnlyError(string yaml)
    {
        MonitorFileResult result = Parse("monitor: a\n" + yaml);
        Assert.Null(result.Definition);
        return Assert.Single(result.Errors).ToString();
    }

    public static string OnlyWarning(string yaml)
    {
        MonitorFileResult result = Parse("monitor: a\n" + yaml);
        Assert.Empty(result.Errors);
        Assert.NotNull(result.Definition);
        return Assert.Single(result.Warnings).ToString();
    }
}

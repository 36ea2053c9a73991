using StreamAe.Host.Configuration;

namespace StreamAe.Host.Services;

/// <summary>What kinds of sources are called in configurations.</summary>
internal static class SourceKinds
{
    public static string WordOf(SourceConfiguration source) => source switch
    {
        FilesSource => "files",
        SimulatorSource => "simulator",
        KafkaSource => "kafka",
        _ => "other",
    };
}

using StreamAe.Kafka.Tests.Support;
using Xunit.MicrosoftTestingPlatform;
using Xunit.Runner.InProc.SystemConsole;

namespace StreamAe.Kafka.Tests;

internal static class Program
{
    public static Task<int> Main(string[] args) => args switch
    {
        [FeedProcess.Argument, string brokers, string topic, string group, string store] => FeedProcess.RunAsync(brokers, topic, group, store),
        _ when args.Contains("--server") || args.Contains("--internal-msbuild-node") =>
            TestPlatformTestFramework.RunAsync(args, SelfRegisteredExtensions.AddSelfRegisteredExtensions),
        _ => ConsoleRunner.Run(args),
    };
}

using StreamAe.Storage.Tests.Support;
using Xunit.MicrosoftTestingPlatform;
using Xunit.Runner.InProc.SystemConsole;

namespace StreamAe.Storage.Tests;

internal static class Program
{
    public static Task<int> Main(string[] args) => args switch
    {
        [CommitLoop.Argument, .. string[] place] => CommitLoop.RunAsync(place),
        _ when args.Contains("--server") || args.Contains("--internal-msbuild-node") =>
            TestPlatformTestFramework.RunAsync(args, SelfRegisteredExtensions.AddSelfRegisteredExtensions),
        _ => ConsoleRunner.Run(args),
    };
}

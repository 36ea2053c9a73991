using Orleans.Runtime.Messaging;

namespace StreamAe.Orleans.Runtime;

/// <summary>Which errors of a call say nothing of the rows, only of the way to their grain.</summary>
internal static class CallErrors
{
    public static bool AreOfTheWay(Exception error) => error is
        SiloUnavailableException or OrleansMessageRejectionException or TimeoutException or ConnectionFailedException
        or OrleansLifecycleCanceledException or GrainExtensionNotInstalledException;
}

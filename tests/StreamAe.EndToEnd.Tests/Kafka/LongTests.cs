namespace StreamAe.EndToEnd.Tests.Kafka;

/// <summary>Fault tests are short in an ordinary run and long where <c>STREAMAE_TEST_FULL</c> asks for it (<c>test.sh --full</c>).</summary>
internal static class LongTests
{
    public static bool AreAsked => Environment.GetEnvironmentVariable("STREAMAE_TEST_FULL") is "1";

    public static int Times(int ordinary, int full) => AreAsked ? full : ordinary;
}

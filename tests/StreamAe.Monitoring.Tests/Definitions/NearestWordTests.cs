using StreamAe.Monitoring.Definitions.Keys;

namespace StreamAe.Monitoring.Tests.Definitions;

public sealed class NearestWordTests
{
    [Theory]
    [InlineData("", "", 0)]
    [InlineData("", "abc", 3)]
    [InlineData("abc", "abc", 0)]
    [InlineData("epoch", "epochs", 1)]
    [InlineData("treshold", "threshold", 1)]
    [InlineData("lable", "label", 1)] // a swap of neighbours
    [InlineData("kitten", "sitting", 3)]
    [InlineData("ca", "abc", 3)] // optimal string alignment: no edit within a swap
    public void Distance_IsSymmetricAndAsCounted(string a, string b, int expected)
    {
        Assert.Equal(expected, NearestWord.Distance(a, b));
        Assert.Equal(expected, NearestWord.Distance(b, a));
    }

    [Theory]
    [InlineData("minrow", "minRows")]
    [InlineData("maxrows", "maxRows")]
    [InlineData("xxxxxxx", null)]
    [InlineData("", null)]
    [InlineData("m", "n")]
    public void Find_GivesTheNearestOrNone(string word, string? expected) =>
        Assert.Equal(expected, NearestWord.Find(word, ["minRows", "maxRows", "n"]));

    [Fact]
    public void Find_EndlessWord_CostsNothing() => Assert.Null(NearestWord.Find(new string('a', 1_000_000), ["minRows"]));
}

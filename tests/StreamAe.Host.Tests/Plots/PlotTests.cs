using System.Buffers.Binary;
using System.IO.Compression;
using System.Xml.Linq;
using StreamAe.Host.Commands;
using StreamAe.Host.Plots;

namespace StreamAe.Host.Tests.Plots;

public sealed class PlotTests
{
    [Fact]
    public void Svg_OfANameWithMarkup_IsWellFormedAndKeepsIt()
    {
        var canvas = new SvgCanvas(300, 200);
        new Frame(0, 0, 300, 200) { Title = "a < b & \"c\"" }.DrawLines(canvas, [new Series("x", [(0, 1), (1, double.NaN), (2, 3), (3, 4)])]);
        XDocument document = XDocument.Parse(canvas.ToString());
        XNamespace svg = "http://www.w3.org/2000/svg";
        Assert.Contains(document.Descendants(svg + "text"), t => t.Value == "a < b & \"c\"");
        Assert.DoesNotContain("NaN", canvas.ToString());
    }

    [Fact]
    public void Png_OfARectangle_HasItsPixels()
    {
        (byte[] pixels, int width, int height) = Decode(canvas => canvas.Rectangle(1, 2, 3, 1, 0x336699), 8, 6);
        Assert.Equal((16, 12), (width, height));
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                bool isInside = x is >= 2 and < 8 && y is >= 4 and < 6;
                Assert.Equal(isInside ? [0x33, 0x66, 0x99] : (byte[])[255, 255, 255], pixels[(3 * ((y * width) + x))..][..3]);
            }
        }
    }

    [Fact]
    public void Png_OfADiagonal_IsDarkOnItAndWhiteFarFromIt()
    {
        (byte[] pixels, int width, _) = Decode(canvas => canvas.Line([(0, 0), (10, 10)], 0, 1.5), 10, 10);
        Assert.InRange(pixels[3 * ((10 * width) + 10)], 0, 40);
        Assert.Equal(255, pixels[3 * ((2 * width) + 17)]);
    }

    [Fact]
    public void Png_OfAShapeBeyondThePaper_IsCutOff()
    {
        (byte[] pixels, _, _) = Decode(
            canvas =>
            {
                canvas.Rectangle(-5, -5, 100, 100, 0);
                canvas.Circle(500, 500, 3, 0xFF0000);
                canvas.Text(-20, 2, "outside", 12, 0xFF0000);
            },
            4,
            4);
        Assert.All(pixels.Chunk(3), p => Assert.Equal(0, p[1]));
    }

    [Fact]
    public void Font_OfEveryPrintableCharacter_HasStrokesOfItsOwn()
    {
        string[] box = Drawn('\u0001');
        foreach (char c in "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz.,:;-_+=()[]/%'\"#*<>?!|~")
        {
            string[] strokes = Drawn(c);
            Assert.NotEmpty(strokes);
            Assert.NotEqual(box, strokes);
        }

        static string[] Drawn(char c) => [.. StrokeFont.Strokes($"{c}", 10).Select(s => string.Join(' ', s))];
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(5, 5)]
    [InlineData(-1e-12, 1e-12)]
    [InlineData(-3e8, 7e9)]
    [InlineData(0.001, 0.00100001)]
    public void Axis_OfAnyRange_HasAFewTicksWithinIt(double low, double high)
    {
        var axis = new Axis([low, high, double.NaN], 0, 100);
        (double Value, string Text)[] ticks = [.. axis.Ticks(6)];
        Assert.InRange(ticks.Length, 2, 13);
        Assert.All(ticks, t => Assert.InRange(axis.At(t.Value), -1e-6, 100 + 1e-6));
    }

    [Fact]
    public void Save_UnderAnotherName_IsRefused() =>
        Assert.Contains("must end in .svg or .png", Assert.Throws<WrongUseException>(() => PlotFile.Save("x.pdf", 1, 1, _ => { })).Message);

    private static (byte[] Pixels, int Width, int Height) Decode(Action<IChartCanvas> draw, int width, int height)
    {
        var canvas = new PngCanvas(width, height);
        draw(canvas);
        using MemoryStream stream = new();
        canvas.Save(stream);
        byte[] png = stream.ToArray();
        Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A], png[..8]);
        int pixelWidth = BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(16)), pixelHeight = BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(20));
        int dataLength = BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(33));
        using ZLibStream zlib = new(new MemoryStream(png, 41, dataLength), CompressionMode.Decompress);
        using MemoryStream raw = new();
        zlib.CopyTo(raw);
        byte[] lines = raw.ToArray();
        Assert.Equal(pixelHeight * (1 + (3 * pixelWidth)), lines.Length);
        // The checksum of an empty IEND is the same in every PNG file.
        Assert.Equal([0xAE, 0x42, 0x60, 0x82], png[^4..]);
        return ([.. lines.Chunk(1 + (3 * pixelWidth)).SelectMany(l => l.Skip(1))], pixelWidth, pixelHeight);
    }
}

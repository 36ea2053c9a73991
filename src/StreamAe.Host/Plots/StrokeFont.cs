namespace StreamAe.Host.Plots;

/// <summary>
/// Letters as strokes on a grid 4 wide: capitals from 0 down to the baseline at 6, small letters from 2, descenders to 8. A glyph is written as
/// pairs of digits, x then y; a bar begins another stroke, a stroke of one point is a dot.
/// </summary>
internal static class StrokeFont
{
    private const double UnitX = 0.092;
    private const double UnitY = 0.12;
    private const double Baseline = 6;
    private const double Advance = 5.7;

    /// <summary>The character, a colon, its strokes.</summary>
    private const string Table =
        """
        0:103041453616050110 1:112026|1636 2:01103041420646 3:0110304142334445361605|2333 4:36300444 5:400003334445361605
        6:4130100105163645443303 7:004016 8:103041423313020110|1304051636454433 9:0516364541301001021343 A:062046|1434
        B:00063645443303|0030414233 C:4130100105163645 D:00062644422000 E:40000646|0333 F:400006|0333 G:41301001051636454323
        H:0006|4046|0343 I:1030|2026|1636 J:4045361605 K:0006|400346 L:000646 M:0600234046 N:06004640 O:103041453616050110
        P:06003041423303 Q:103041453616050110|2446 R:06003041423303|2346 S:413010010213334445361605 T:0040|2026 U:000516364540
        V:002640 W:0016233640 X:0046|4006 Y:002340|2326 Z:00400646 a:12324346|441405163645 b:0006|0312324345361605
        c:4332120305163645 d:4046|4332120305163645 e:04444332120305163645 f:40302126|1232 g:4247381807|4332120305163645
        h:0006|0312324346 i:2226|20 j:22271808|20 k:0006|420446 l:202536 m:0206|03122326|23324346 n:0206|0312324346
        o:123243453616050312 p:0208|0312324345361605 q:4248|4332120305163645 r:0206|04223243 s:43321203143445361605
        t:20253646|1232 u:0205163645|4246 v:022642 w:0216243642 x:0246|4206 y:0226|4218 z:02420646 .:26 ,:2617 ::23|26 ;:23|2617
        -:1434 −:1434 _:0747 +:0444|2226 =:0343|0545 (:30212536 ):10212516 [:30202636 ]:10202616 /:4006
        %:4006|0010110100|3545463635 ':2021 ":1011|3031 #:1016|3036|0242|0444 *:2024|0143|4103 <:410345 >:014305 ~:0413243544
        ?:011030414224|26 !:2024|26 |:2028 ×:1335|3315 ·:24 →:0444|334435 …:06|26|46 ±:0343|2125|0646 ²:1020311333
        β:08021130413223|334435160516 σ:421203051636453322 μ:0208|0516354246
        """;

    private static readonly Dictionary<char, string> Glyphs =
        Table.Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries).ToDictionary(entry => entry[0], entry => entry[2..]);

    /// <summary>A box: the glyph of all other characters.</summary>
    private const string Unknown = "0040460600";

    public static double Width(string text, double size) => text.Length * Advance * UnitX * size;

    /// <summary>The strokes of a text that begins at (0, 0), its baseline at 0.</summary>
    public static IEnumerable<(double X, double Y)[]> Strokes(string text, double size)
    {
        for (int i = 0; i < text.Length; i++)
        {
            string glyph = text[i] == ' ' ? "" : Glyphs.GetValueOrDefault(text[i], Unknown);
            foreach (string stroke in glyph.Split('|', StringSplitOptions.RemoveEmptyEntries))
            {
                var points = new (double X, double Y)[stroke.Length / 2];
                for (int p = 0; p < points.Length; p++)
                {
                    double x = (i * Advance) + (stroke[2 * p] - '0'), y = stroke[(2 * p) + 1] - '0' - Baseline;
                    points[p] = (x * UnitX * size, y * UnitY * size);
                }

                yield return points;
            }
        }
    }
}

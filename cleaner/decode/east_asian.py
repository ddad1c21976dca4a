"""How surprising a Chinese, Japanese or Korean character is.

Thousands of characters leave no room for pair counts. Three sources of commonness serve instead:
short lists of the most frequent ideographs, the two levels into which the national standards
themselves divide their characters (level 1: in daily use), and the syllable counts of Korean.
Costs are half-bits as in ``letters``.
"""

from functools import lru_cache

from cleaner.decode.letters import CONTROL, PRIVATE, UNDEFINED, character, languages

SIMPLIFIED = (
    "的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里用道行所然家种"
    "事成方多经么去法学如都同现当没动面起看定天分还进好小部其些主样理心她本前开但因只从想实日军者意无力它与长把机十民第"
    "公此已工使情明性知全三又关点正业外将两高间由问很最重并物手应战向头文体政美相见被利什二等产或新己制身果加西斯月话合"
    "回特代内信表化老给世位次度门任常先海通教儿原东声提立及比员解水名真论处走义各入几口认条平系气题活尔更别打女变四神总"
    "何电数安少报才结反受目太量再感建务做接必场件计管期市直德资命山金指克许统区保至队形社便空决治展马科司五基眼书非则听"
    "白却界达光放强即像难且权思王象完设式色路记南品住告类求据程北边死张该交规万取拉格望觉术领共确传师观清今切院让识候带"
    "导争运笔网站闻京"
)
TRADITIONAL = (
    "的一是不了在人有我他這個們中來上大為和國地到以說時要就出會可也你對生能而子那得於著下自之年過發後作裡用道行所然家種"
    "事成方多經麼去法學如都同現當沒動面起看定天分還進好小部其些主樣理心她本前開但因只從想實日軍者意無力它與長把機十民第"
    "公此已工使情明性知全三又關點正業外將兩高間由問很最重並物手應戰向頭文體政美相見被利什二等產或新己制身果加西斯月話合"
    "回特代內信表化老給世位次度門任常先海通教兒原東聲提立及比員解水名真論處走義各入幾口認條平系氣題活爾更別打女變四神總"
    "何電數安少報才結反受目太量再感建務做接必場件計管期市直德資命山金指克許統區保至隊形社便空決治展馬科司五基眼書非則聽"
    "白卻界達光放強即像難且權思王象完設式色路記南品住告類求據程北邊死張該交規萬取拉格望覺術領共確傳師觀清今切院讓識候帶"
    "導爭運灣臺台網站聞吧嗎妳啊"
)
JAPANESE = (
    "日一国会人年大十二本中長出三同時政事自行社見月分議後前民生連五発間対上部東者党地合市業内相方四定今回新場金員九入選"
    "立開手米力学問高代明実円関決子動京全目表戦経通外最言氏現理調体化田当八六約主題下首意法不来作性的要用制治度務強気小"
    "七成期公野協取都和統以機平総加山思家話世受区領多県続進正安設保改数記院女初北午指権心界支第産結百派点教報済書府活原"
    "先共得解名交資予川向際査勝面委告軍文反元重近千考判認画海参売利組知案道信策集在件団別物側任引使求所次水半品昨論計死"
    "官増係感特情投示変打男基私各始島直両朝革価式確村提運終挙果西勢減台広容必応演電歳住争談能無再位置企真流格有疑口過局"
    "少放税検藤町常校料状工建語球営空職土与急止送供可役構木割聞身費付切由説転食比難防補車優夫研収断井何南石足違消境神番"
)
FREQUENT = 100  # the head of a list: about four characters in ten of running text
COSTS = {"head": 15, "common": 20, "level 1": 27, "level 2": 36, "beyond": 44}
FOREIGN_KANA, FOREIGN_HANGUL, WIDE_FORM, HALF_KANA, OTHER_LETTER = 32, 40, 20, 24, 30


def _rows(codec: str, first: range, second: range) -> frozenset[str]:
    cells = (bytes([a, b]).decode(codec, "ignore") for a in first for b in second)
    return frozenset("".join(cells))


@lru_cache(maxsize=8)
def levels(language: str) -> tuple[frozenset[str], frozenset[str]]:
    """The characters of level 1 and of both levels in the language's national standard."""
    low, full = range(0x40, 0x7F), range(0xA1, 0xFF)
    if language == "zh-Hans":  # GB 2312: rows 16 to 55, 56 to 87
        return _rows("gb2312", range(0xB0, 0xD8), full), _rows("gb2312", range(0xB0, 0xF8), full)
    if language == "zh-Hant":  # Big5: frequent characters, then the less frequent
        both = [*low, *full]
        cells = range(min(both), max(both) + 1)
        return _rows("big5", range(0xA4, 0xC7), cells), _rows("big5", range(0xA4, 0xFA), cells)
    if language == "ja":  # JIS X 0208: rows 16 to 47, 48 to 84
        return _rows("euc_jp", range(0xB0, 0xD0), full), _rows("euc_jp", range(0xB0, 0xF5), full)
    return frozenset(), _rows("euc_kr", range(0xCA, 0xFE), full)  # KS X 1001 ideographs


@lru_cache(maxsize=8)
def _costs(language: str) -> dict[str, int]:
    """Ideographs (for Korean: syllables too) with their cost."""
    level_1, level_2 = levels(language)
    costs = dict.fromkeys(level_2, COSTS["level 2"])
    costs |= dict.fromkeys(level_1, COSTS["level 1"])
    lists = {"zh-Hans": SIMPLIFIED, "zh-Hant": TRADITIONAL, "ja": JAPANESE}
    for rank, char in enumerate(lists.get(language, "")):
        costs[char] = COSTS["head" if rank < FREQUENT else "common"]
    if language == "ko":
        standard = _rows("euc_kr", range(0xB0, 0xC9), range(0xA1, 0xFF))
        costs |= dict.fromkeys(standard, COSTS["level 1"])
        costs |= {c: min(bits, 26) for c, bits in languages()["ko"].letters.items()}
    return costs


def cost(char: str, language: str) -> int:
    """Half-bits of one character above ASCII in a text of "zh-Hans", "zh-Hant", "ja" or "ko"."""
    known = _costs(language).get(char)
    if known is None:
        known = _costs(language)[char] = _estimate(char, language)
    return known


def _estimate(char: str, language: str) -> int:
    if "\u3040" <= char <= "\u309f":
        return 11 if language == "ja" else FOREIGN_KANA
    if "\u30a0" <= char <= "\u30ff":
        return 14 if language == "ja" or char == "・" else FOREIGN_KANA
    if "\uac00" <= char <= "\ud7a3":
        return COSTS["level 2"] if language == "ko" else FOREIGN_HANGUL
    if "\uff61" <= char <= "\uff9f":
        return HALF_KANA
    if "\uff01" <= char <= "\uff5e" or "\u3000" <= char <= "\u303f":
        return 12 if char in "　、。，「」！？：" else WIDE_FORM
    letter, symbol = character(char)
    if letter == " ":
        return min(max(symbol, WIDE_FORM), max(CONTROL, PRIVATE, UNDEFINED))
    return COSTS["beyond"] if ord(char) > 0x2E80 else OTHER_LETTER

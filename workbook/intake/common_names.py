"""Parts of names that many people have: in Latin letters, small and without accents, then in Arabic
and Bengali script.

They only speak for a column; no name has to be here. Words that lists of things hold too ("rose",
"victor", "prince") are left out.
"""

from __future__ import annotations

COMMON = """
    aamir aarav aaron aarti abbasi abby abd abdallah abdel abdelrahman abdul abdullah abebe
    abena abhay abhijit abhinav abhishek abigail aboubacar abraham achmad acosta ada adam adama
    adams adarsh adeel adeyemi aditama aditya adjei adnan adrian adwoa afolabi afridi agarwal
    agatha aggarwal agnes agnieszka aguilar aguirre agus agyeman ahmad ahmadi ahmed ahmet ahsan
    aidan aileen aisha aishwarya aisling ajay akash akbar akbari akhil akhtar akinola akshay
    akter akua alam alan alana albert alberto aleena alejandra alejandro aleksander aleksandr
    aleksandra aleksei alemu alessandro alessia alexander alexandra alexandre alexei alexis
    alfred alfredo ali alia alice alina alison aliya allan allen allison almeida alok alonso
    alvarez alvaro alves alvin alyssa amadi amadou aman amanda amara ambika ameena ameet amelia
    amina aminah aminata amir amiri amit amjad amna amol ampofo amrit amrita amruta amy ana anam
    anand ananya anastasia anatoly anders andika andrade andre andrea andreas andreea andrei
    andrej andres andrew andrey andrzej aneta anette angela angelina angelo anggraini aniket
    anil anirudh anish anita anja anjali anjana anju anke ankit ankita ankur anna anne annika
    anoop anouk ansah ansari ansh anshul anthony antoine anton antonia antonio antony antunes
    antwi anuj anum anupam anuradha anurag anusha anwar aoife aparna apurva aqib aquino araujo
    aravind archana areeba ariana arif arjan arjun armando arnav arnold arooj arora arshad
    arslan artem arthur artur arturo arun arvind aryan asad asante asare asghar asha ashley
    ashok ashraf asia asif asiya aslam asma astrid aswini atif atul audrey augustin aurelie
    avila avinash awa awan ayala ayaz aydin ayesha ayhan aylin ayodele ayomide ayse aysha ayush
    azhar aziz azizi babar babatunde babu bagus baig bailey bajwa balaji baloch bambang banerjee
    bano bansal barbara barbosa baris barry bartek bartosz basavaraj bashir basit bastien
    batista bautista bayani beata beatrice beatriz becerra becker begum bekele belinda beltran
    ben benedikt benitez benjamin bennett benoit berk bermudez bernadette bernard bernardo bernd
    bertrand beth bethany betty beverley bharadwaj bharat bharath bhardwaj bhargava bharti
    bhaskar bhat bhatnagar bhattacharya bhatti bhavana bhavesh bhavya bianca bibi bilal bilge
    bindu bisma biswal biswas bjorn blanca boakye boateng bogdan bongani borges boris bose
    bozena bradley brandon brenda brendan brent brian bridget britta brown bruce bruno bryan
    budi bui burak bushra bustamante butt caballero cabrera caceres cahya cahyo calderon caleb
    callum camacho camara camila camille campbell cano cardenas cardoso carla carlo carlos carly
    carmen carol carole caroline carolyn carrasco carrie carrillo carvalho caspar cassandra
    castillo castro catalina catarina catherine cecilia cedric celia celik celine cemal ceren
    cesar cespedes cetin chakraborty chandan chandra chandran chantal charlene charles
    chatterjee chatterji chaudhry chauhan chavez chawla chege chelsea chen cheng cheptoo cheryl
    chetan cheung chiamaka chiara chidi chimamanda chinedu chirag chitra chiu chloe choi chopra
    choudhary choudhury chow chowdhury chris christa christian christiane christina christine
    christoph christophe christopher chua chukwu ciara cindy cisse claire claudia claudio
    clement colette colleen collins connor conor constance contreras cordero corey corinne
    correa cortes cortez coulibaly cox craig cristian cristina cunha cynthia damian damien dana
    dang daniel daniela daniele danielle danish danny daphne daria dariusz darma darren darshan
    darshana darya das dave david davide davis debasish debbie debora deborah debra dedi deepa
    deepak deepika deepti deirdre delgado delphine demir deng denis denise dennis derek deshmukh
    deshpande desiree detlef devendra devi dewi dhanush dhawan dhruv diallo diane diaz didier
    diego dieter dilip dimaculangan dimas dimitri dina dinesh diop dipak dipali dirk disha divya
    dixit dlamini dmitri dmitry domenico dominguez dominik dominique donald donna dorji dorota
    dorothea dorothy doug douglas duarte dubey duncan dung duong duran durga dusan dustin dutta
    duygu dwivedi dylan eamon ebere ebru edgar edith edoardo eduardo edward edwards edwin efua
    eileen ejaz ekaterina ekene elaine eleanor elena eleni elias elif elisa elisabeth elise
    elizabeth ella ellen ellie elliot elodie eloise elvira emanuel emanuele emeka emil emilie
    emilio emily emine emir emma emmanuel emre enes engin enrico enrique ercan erdem erdogan
    eric erica erich erik erika erin erkan ernest ernesto erum erwin escobar esmeralda espinosa
    espinoza esra estela estelle esteves esther estrada ethan etienne eugene eugenia evans
    evelyn evgeniy evgeny eylul ezgi fabian fabien fabio fabrice fahad faisal faiz faiza faizi
    fajar faraz fareeda farhan fariba farid farida faris farooq farzana fatema fatih fatima
    fatma fatou fatoumata fauzi fawad fayyaz federica federico felicia felicity felipe ferhat
    fernanda fernandez fernando ferrari ferreira figueroa filiz fiona fischer fitri fitriani
    fizza flavia flavio flores florian fofana folake fonseca foster fran frances francesca
    francesco francisco franck francois francoise frank frans franz fred freddy frederic
    frederik freitas friba frieda fritz funke furkan gabriel gabriela gabriele gabriella gakuru
    galina galindo gallardo gallegos gamze ganesh ganguly garcia gareth garg garrido gary
    gathoni gaurav gavin gayathri gayatri gebre geeta geetha gemma genevieve gennady geoffrey
    georg george georges georgina gerald geraldine gerard gerardo gerd gerhard getachew
    ghazanfar ghose ghosh ghulam giacomo gianluca gianni gilbert gilles gimenez gina giorgio
    giovanni girish girma gita gitau githinji giulia giuliano giulio giuseppe gizem godoy goel
    gokhale gokhan gomez goncalves gondal gonzales gonzalez gonzalo gopal goran gordon goswami
    govind gowda gowri gowtham grace grazyna greg gregory greta grzegorz guerrero guillaume
    guillermo gul gulalai gulay gunawan gunter gupta gurung gustavo gutierrez guzman gwen habib
    habiba hadi hadiza hafsa haidari haider hailu hajra hakan hakimi halil halima halina hamad
    hamid hamida hammad hamza hana handayani hande hanna hannah hannes hans harald harini
    haripriya haris harish harold haroon harriet harry harsh harsha harshit harshita hartono
    haruna haruto hasan hashim hashmi hassan hatem hatice hawa hayashi heather hegde heidi heike
    heiko heinz helen helena helene helga hema hemant hemanth hendra hendrik henri henrik
    henrique henriquez henry herbert hermann hernandez herrera heru hidalgo hidayat hilary
    hildegard himanshu hina hira hiroshi hitesh hoang hoffmann hossain hosseini hotak howard
    huang huda hugh hughes hugo huma humaira humberto hung hurtado husain huseyin hussain
    hussein huynh huzaifa ibarra ibrahim ibrahima idowu idrees idris ifeanyi ifeoma ifrah
    ignacio igor ihsan ijaz ilaria ilker ilona ilya ilyas imogen imran ines inga ingo ingrid
    inna inoue iqbal iqra irem irene ireneusz irfan irina irshad irving isaac isabel isabela
    isabella isabelle isaiah isha ishan ishaq ishita isla islam ismael ismail itumeleng ivan
    ivana ivanov ivanova iwan iwona iyengar iyer jaap jacek jack jackie jaclyn jacob jacqueline
    jacques jadhav jadoon jadwiga jafari jagadish jahan jahangir jaime jain jaiswal jakob jakub
    jamal james jamie jamil jana jane janet janice janine jaramillo jared jaroslav jaroslaw
    jasmin jason jasper jassim jatin javed javeria javier jawad jayanta jayanti jayesh jean
    jeanette jeanne jeff jeffrey jelena jenna jennie jennifer jenny jens jeremy jerome jerry
    jerzy jesse jessica jessie jesus jhon jignesh jill jimena jimenez jimmy jitendra joachim
    joan joanna joanne joao joaquin jody joel joelle joerg johan johann johanna johannes john
    johnny johnson joko jolanta jonas jonathan jonathon jones jorg jorge jose josef josefina
    joseph josephine josh joshi joshua jovana jovanovic joyce juan juana juanita juarez judith
    judy juergen julia julian juliana juliane julie julien juliet juliette julio julius junaid
    jurgen justin justine justyna jyoti kabir kadam kadhim kagiso kailash kainat kaitlyn kaleem
    kalpana kalyan kamal kamala kamath kamau kamil kamran kanika kapoor karan karanja karel
    karen karim karimi karin karina kariuki karki karl karla karol karolina karthik karthika
    kartik kartika kashif kasia kaspar katarzyna kate katharina katherine kathleen kathrin
    kathryn kathy katia katie katja katlego kato katrin katrina katy kaur kausar kaushal kaushik
    kavita kavya kayla kebede keerthana keerthi keita keith kelly kemal kemi kenji kenneth kenny
    kerem kerry kerstin ketan kevin khadija khadijah khalid khan khandelwal khanna khare khatri
    khattak khatun khawar khizar khurram khushi kiara kibet kieran kilic kim kimani kimberly
    kimura kinga kinza kipchoge kiptoo kiran kirill kirsten kirsty kirti kishore klara klaus
    kobayashi koffi kofi kohli kojo komal konan konrad konstantin korkmaz kouadio kouame kouassi
    kowalska kowalski krish krishna krista kristen kristian kristin kristina kristine kristof
    kriti krzysztof ksenia kubra kulkarni kumar kunal kurnia kurniawan kusum kwabena kwaku kwame
    kwasi kwon kyle laiba laila lakshmi lalit lara larisa larry lars lata latifa laura lauren
    laurence laurent laurie lavanya laxman laxmi layla leah leandro lee leila leiva lena leonard
    leonardo leonie leonor leopold lerato lesley leslie lestari leticia leung levent lewis liam
    liang lidia lillian lina linda lindsay linh lisa lisbeth liu lloyd loic lois lokesh lopez
    lorena lorenzo loretta lori lorraine lothar louis louisa louise lozano luana lubna luca
    lucero lucia luciana luciano lucie lucinda lucy ludmila ludovic luigi luis luisa lukas
    lukasz lukman lungu luqman lydia lynn lyubov macaraeg macias maciej maddison madeleine
    madeline madhav madhavi madhu madhuri magda magdalena magnus mahajan mahdi maheen mahendra
    maheshwari mahmood mahmoud mahnoor maina maira maite majid majumdar makena maksim mala
    malalai malati malcolm maldonado malgorzata malhotra malik malte mamadou mamta manalo manasa
    mandla manfred mangesh mangubat manish manisha manjula manjunath manoj manon mansi mansoor
    manuel manuela marc marcel marcela marcelo marcia marcin marcio marco marcos marcus marek
    margaret margarita margot maria mariam mariama mariana mariano maribel marie marina marion
    maris marisa marissa marita mariusz mariyam marjorie mark markus marlene marques marquez
    marta marten martha martin martina martine martinez marvin marwa mary maryam marzena mateo
    mateusz mathias mathieu mathilde mathur matias matilda matsumoto matteo matthew matthias
    matthieu maud maulana maura maureen maurice mauricio maurizio mauro maxim maxime maximilian
    mayank mayur mazhar mbugua md meenakshi megan megha meghan meghana mehak mehboob mehmet
    mehra mehreen mehta mehwish mejia melanie melike melinda melis melissa melo mendes mendez
    mendoza menezes menon mensah mercedes meredith mert merve metin meyer meza mia miah micaela
    michael michaela michal michel michela michele michelle mickael miguel mihai mikael mikhail
    milena milica milind millie milos minal miranda mirela miriam mirko miroslaw mirza misbah
    mishra mitchell mithun mittal mohamed mohammad mohammadi mohammed mohan mohd mohit mohmand
    moira molina molly momina monali mondal monika monique monteiro montero montoya moradi
    moraes morales moreira moreno morgan morris morten moura moussa mst mubashir mudassar mughal
    mugisha muhamad muhammad muhammed muhoro mujahid mukesh mukherjee mukherji mukhopadhyay
    mukul muller munaza muneeb munir munoz munyua muqaddas murali murat muriel murillo murphy
    murtaza musa mushtaq mustafa musyoka muthoni mutua muzammil mwamba mwangi myers myriam
    nabeel nabila nadeem nadege nadezhda nadia nadine naeem nagaraj naheed naidu naik naila
    naina nair najera najiba nakamura nakato namgyal namrata nancy nanda nandini naomi narayan
    narendra naresh nargis nasir nasreen nasrin natalia natalie natalya natasha nathalie nathan
    nathaniel nauman naureen navarrete navarro naveed naveen navya nawaz nayak nazia nazli ncube
    ndiaye ndlovu neelam neelima neeraj neeta neetu neha neil nelson nestor ngozi ngugi nguyen
    nguyet niazi nicholas nicki nicola nicolai nicolaj nicolas nicole nicoletta nida nidhi niels
    nigel niharika nihat nikhil nikita niklas nikola nikolai nikolaos nikolay nikolic nikos
    nilesh nils nimra nina nirmal nirmala nisha nishant nitesh nithin nitin nitish njoroge nkosi
    noah noelia noemi noman noor noori noorzai nora norbert noreen nour nowak ntombi nugraha
    nugroho nunes nunez nur nuray nurul nusrat nyambura nyokabi obaid ochieng ochoa octavio
    odhiambo odile oduya ogunleye ojeda okafor okan okeke okello okonkwo okoro okoye oksana
    okumu oleg olga olivares oliveira oliver olivia olivier olumide oluwaseun omar omer omkar
    omondi onur onyango opoku orhan orozco ortega ortiz osei oskar osman osorio osvaldo otieno
    otto ouma oumar oumarou ousmane owais owusu ozan ozdemir ozge ozgur ozkan ozturk pablo
    pacheco padilla padma padmaja pallavi paloma palwasha pamela panda pande pandey pandit
    pandya pangilinan pankaj paola paolo parag paras paredes parekh parikh parmar parth parul
    parveen parvez parvin pascal pascale patel patil patricia patricio patrick patrik patrizia
    patty paul paula paulina pauline paulo pavan pavel pavithra pawan pawar pawel payal pedro
    peggy pelin penelope peralta percy pereira perera perez peter peterson petr petra petros
    petrov petrovic pham phan philip philipp philippe phillip phillips phoebe phyllis pierre
    pierrick pieter pietro pilar pillai pinar pinheiro piotr piyush polat polina pooja poonam
    popal prabhakar prabhu prachi pradeep pragya prajapati prajwal prakash prakhar pramod pranav
    pranay pranjal prasad prasanna prasetyo prashant pratama prathamesh pratibha pratik
    pratiksha pratiwi praveen preethi preeti prem prerna priscilla pritam priti priya priyanka
    przemyslaw purnama purnima pushpa puspita putra putri qaiser qasim qian quaye quentin
    quintero quiroga qureshi rabia rachana rachel rachit radha radhika radoslaw rafael rafal
    rafay raffaele rafiq raghav raghu rahayu rahim rahimi rahma rahman rahmat rahmawati rahul
    rainer raja rajan rajat rajeev rajendra rajesh rajeshwari rajiv rajkumar rajput raju rakesh
    rakhi ralf ralph ramadhan raman ramanathan ramazan ramesh ramirez ramon ramos rana randy
    ranganathan rania ranjan ranjit ranjith rao raphael raquel rashid rashmi rastogi ratan rathi
    rathod rathore rauf raul raushan ravi ravindra rawat raymond raza rebeca rebecca rebekah
    recep reddy rehan rehana rehman reinhard rekha remzi renata renate renee renu renuka reshma
    reyes rezaei riaz ribeiro ricardo riccardo richard richardson ricky rida riffat rimsha rini
    rishabh rishi rita ritika ritu rivas rivera rizal rizki rizky rizvi rizwan robbie robert
    roberta roberto roberts robina rocio roderick rodney rodolfo rodrigo rodrigues rodriguez
    roger rogers rohan rohini rohit rohith rojas rolando roldan rolf romain romero ronald rosa
    rosales rosalie rosalind rosanna rosario roseline rosemary roshan roshni ross rossi rotich
    roxana roxanne roy roya ruben rubina rubio ruchi rudi rudolf rudy ruiz rukhsana rukiye
    rupert rushikesh ruslan russell russo rute ruth ryan saad saavedra sabina sabine sabir
    sabrina sachin sadaf sadat sadia sadiq saeed safdar safi safia sagar saha sahar sahil sahin
    sahoo sahu said saima saini saira sait sajid sajida sajjad sakshi sakura salahuddin salas
    salazar saldana saleem salgado salih salim salinas salma salman salonga salvador salvatore
    samantha samarth sameer samiksha samina samir sammy sampaio sampath samuel sana sanchez
    sanchit sandeep sander sandhya sandoval sandra sandrine sandro sania sanjana sanjay sanjeev
    sanjiv sanket santana santos santosh santoso sapna saputra saqib sara sarah saranya
    saraswati sarfraz sari sarita sarkar sarker saroj sarthak sasaki sascha saskia satish sato
    saurabh savita sawant saxena schmidt schneider schulz scott sean sebastian sebastien seda
    seema sehgal sehrish sekai sekou selena selim selin selina sema serdar serena serge sergei
    sergey sergio serkan serrano sesay sethi setiawan severine sevgi sevim seydou shabana
    shabani shafiq shagufta shah shahbaz shaheen shahid shahnaz shahzad shahzaib shailesh
    shakeel shalini shamim shane shankar shannon shanthi sharad sharan sharif sharifi sharma
    sharmila sharon shashank shashi shaun shauna shazia shehzad sheikh sheila shekhar sheldon
    shelley shelly shenwari sheraz sheree sheri sherpa sherry shetty shilpa shimizu shinde
    shirin shirley shital shivam shivangi shivani shoaib shobha shraddha shreya shrivastava
    shruti shubham shubhangi shukla shukria shweta shyam sibanda sibel siddharth siddhi siddiqui
    sidney sidra siegfried sigrid sikandar silke silva silvana silvia silvio sima simone simran
    simsek sinan sinead singh sinha siobhan sipho siregar sita sithole siti siva slamet slawomir
    smita smith smriti sneha snehal sobia sofia sofya sohail solange solanki soledad sonal
    sonali sonia sonja soomro sophie soren sosa sotelo soto soumya sourav souza sowmya spozhmai
    sridevi sridhar srinivas srinivasan srivastava srujana stacey stacy stanikzai stanislav
    stanislaw stanley stefan stefania stefanie stefano steffen stephan stephane stephanie
    stephen steve steven stewart stojan stuart suarez subhash subramaniam subramanian sudha
    sudhir sudirman sue suhani suharto sujata sujay sukanya suleman suleyman sulistyo sultan
    sultana sumaira suman sumanth sumaya sumbal sumera sumeyye sumit sune sunil sunita supriyadi
    suraj surbhi surendra suresh suryadi susan susana susanna susanne susanti susanto sushant
    sushil sushma suzanna suzanne suzuki sven svetlana swaminathan swati syahputra syarifuddin
    syed sylvain sylvia sylvie sylwia tabitha tadesse tadeusz taha tahir tahira tahmina taimur
    takashi talha talukder tamang tamara tamer tanaka tandon tania tanja tanmay tanveer tanvi
    tanya tapia taras tarik tariq tarun tatiana tatjana tatyana taufik tauseef taylor tayyaba
    teddy teguh tehreem teixeira tejada tejas tejaswini tendai terence teresa terrence terry
    tesfaye thabo thakkar thakur thandi thanh thapa thea theo theodor theodore theresa therese
    thiago thibault thierry thomas thorsten tiago tian tiffany tilman timo timothee timothy
    timur tina tiwari tobias tolentino tolga tom tomar tomas tomasz tommaso tommy toni tonia
    torben torres torsten toure tracey tran traore travis trejo trevor tricia tripathi trisha
    tristan trivedi trujillo trupti tsai tseng tshering tuan tuba tugba tulay tunde turgut
    tushar tyagi tyler ubaid uday uddin ugur ullah ulrich ulrike umair umar umer umesh umit umut
    upadhyay urbina urmila urooj ursula urszula usama usha usman utami utkarsh utomo uwimana
    uzair uzma vadim vaibhav vaidya vaishali vaishnavi valdes valdez valentin valentina
    valentine valenzuela valeria valerie valerio valery vallejo vandana vandhana vanessa vani
    varela vargas varghese varsha varun vasile vasily vasquez vasudha vazquez veena velasco
    velasquez velez venkat venkatesh verma veronica veronika veronique vesna vibha vicente vicki
    vicky vidal vidya vieira vignesh vijay vijaya vijayalakshmi vikas vikram vikrant viktor
    viktoria villalobos villanueva villarreal vimal vinay vincent vincenzo vineet vineeth vinita
    vinod vipin vipul viraj virginie vishal vishnu vishwas vitaly vittorio vivek vivian viviana
    viviane vladimir vladislav volker vyacheslav wadhwa wafula wagner wahab wahyu wahyuni
    waithera wajid wajiha waleed walker walter wambugu wambui wang wangari wangchuk wanjiku
    wanjiru waqar waqas warda wardak waseem watanabe wati watson weber wekesa wendy werner
    wesley wibowo widodo wijaya wiktor wilfred wilhelm willem william williams wilma wilson
    winston wojciech wolfgang wong wright wu wulandari xavier xenia yadav yahya yakubu yamada
    yamamoto yamini yana yang yann yannick yanti yao yaqoob yaroslav yasemin yash yashwant yasin
    yasir yasmeen yasmin yasmina yavuz yelena yigit yildirim yildiz yilmaz yogesh yogita yolanda
    yoshida yousaf yousafzai yousuf yudha yuki yuko yulia yuliana yunus yuri yusra yusuf yves
    yvette yvonne zachary zadran zafar zahid zahida zahra zaidi zain zainab zainabu zakia
    zambrano zamora zanele zapata zara zarmina zavala zaynab zbigniew zeeshan zehra zeinab zeki
    zeynep zhang zhanna zhao zheng zhou zhuang zia zobia zofia zohaib zoltan zoran zoya zubair
    zulfiqar zunaira
    محمد احمد علی حسن حسین خان بی بی بیگم بانو فاطمه فاطمہ زهرا زہرا زینب عائشہ عایشہ خدیجہ
    خدیجه مریم آمنہ اسماء نازیہ شازیہ سعدیہ صائمہ ثمینہ طاہرہ شبانہ شہناز شاہین ثناء حنا اقراء
    عظمیٰ نورین نادیہ نائلہ رابعہ رخسانہ روبینہ بشریٰ یاسمین پروین کوثر کرن سمیرا فرزانہ فریدہ
    گلالۍ پلوشہ ملالی سپوږمۍ زرمینہ شکریه لطیفه فریبا رویا سیما نجیبه نرگس نسرین حلیمہ سلمیٰ
    ساجدہ نور لیلا هدى سارة سارا نورة مروة أحمد إبراهيم ابراهیم مصطفى قاسم كريم کریم سلمان حاتم
    فارس جاسم كاظم مهدي عبد عبدالله عباس طه خالد عثمان عمر یوسف رشید رضا رضوان سعید شاہد شریف
    جاوید اختر اسلم اکبر اقبال غلام محمود ملک نواز نیازی قریشی صدیقی ہاشمی عباسی آفریدی بٹ خٹک
    چیمہ گوندل وڑائچ یوسفزئی شنواری مومند کریمی رحیمی احمدی حسینی محمدی رضایی مرادی جعفری اکبری
    حکیمی شریفی امیری نوری عزیزی حیدری پوپل ستانکزی نورزی سادات ساپی ځدراڼ هوتک وردک موسوی رحمن
    الرحمن بنت بن ولد گل মোঃ মোসাঃ মোহাম্মদ আহমেদ আহমদ আলী হাসান হোসেন খান বেগম খাতুন আক্তার
    সুলতানা জাহান ইসলাম রহমান রহিম করিম বিশ্বাস মিয়া দাস রায় চৌধুরী ফাতেমা আয়েশা নাসরিন শিরিন
    পারভীন সরকার
"""
